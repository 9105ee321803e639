"""The HTML around a drawn formula, and what stands in for one that could not be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape


def wrapped(before: str, tex: str, behind: str, *, display: bool, anchors: Sequence[str]) -> str:
    """KaTeX's HTML with the author's TeX in its place, in an element that the anchors of its equations lead to."""
    kind = "math-display" if display else "math-inline"
    first = f' id="{escape(anchors[0])}"' if anchors else ""
    further = "".join(f'<span id="{escape(anchor)}"></span>' for anchor in anchors[1:])
    return f'<span class="math {kind}"{first}>{further}{before}{escape(tex, quote=False)}{behind}</span>'


def undrawn(tex: str, reason: str, *, display: bool, anchors: Sequence[str]) -> str:
    """The TeX itself, marked, with the reason as its title."""
    kind = " math-error-display" if display else ""
    ids = "".join(f'<span id="{escape(anchor)}"></span>' for anchor in anchors)
    return f'{ids}<code class="math-error{kind}" title="{escape(reason)}">{escape(tex, quote=False)}</code>'


def for_feed(text: str, tex: str, *, is_whole: bool) -> str:
    """The formula for a reader without stylesheet: as Unicode, or its TeX where Unicode cannot say it all."""
    return f"<span>{escape(text, quote=False)}</span>" if is_whole else f"<code>{escape(tex, quote=False)}</code>"
