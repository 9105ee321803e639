"""Drawn formulas abbreviated for reading: `⟦x^2⟧` in a line, `⟦⟦x^2⟧⟧` on display, with its anchor in braces."""

from __future__ import annotations

import re
from html import unescape

_FORMULA = re.compile(r'<span class="math math-(inline|display)"(?: id="([^"]*)")?[^>]*>')
_SPAN = re.compile(r"<(/?)span\b[^>]*>")
_TEX = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.DOTALL)


def abbreviated(html: str) -> str:
    """The HTML with each drawn formula as its author wrote it."""
    pieces, position = [], 0
    while formula := _FORMULA.search(html, position):
        end = _end_of_span(html, formula.start())
        tex = _TEX.search(html, formula.start(), end)
        written = unescape(tex[1]) if tex else "?"
        anchor = f"{{#{formula[2]}}}" if formula[2] else ""
        pieces += [
            html[position : formula.start()],
            f"⟦{written}⟧" if formula[1] == "inline" else f"⟦⟦{written}⟧⟧{anchor}",
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
