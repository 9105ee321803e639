"""Abbreviate formulas in HTML: `⟦x^2⟧` is an inline formula, `⟦⟦x^2⟧⟧{#eq-a}` a display formula with its anchor."""

from __future__ import annotations

import re
from html import unescape

_FORMULA = re.compile(r'<span class="math math-(inline|display)"(?: id="([^"]*)")?[^>]*>')
_SPAN = re.compile(r"<(/?)span\b[^>]*>")
_TEX = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.DOTALL)


def abbreviated(html: str) -> str:
    """The HTML with each formula replaced by its TeX in brackets."""
    pieces, position = [], 0
    while formula := _FORMULA.search(html, position):
        end = _end_of_span(html, formula.start())
        tex = _TEX.search(html, formula.start(), end)
        source = unescape(tex[1]) if tex else "?"
        anchor = f"{{#{formula[2]}}}" if formula[2] else ""
        pieces += [
            html[position : formula.start()],
            f"⟦{source}⟧" if formula[1] == "inline" else f"⟦⟦{source}⟧⟧{anchor}",
        ]
        position = end
    return "".join([*pieces, html[position:]])


def _end_of_span(html: str, start: int) -> int:
    depth = 0
    for tag in _SPAN.finditer(html, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return len(html)
