"""The HTML around KaTeX's output, and the HTML of formulas that could not be rendered."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from notes.rendering.math.katex.engine import ANNOTATION


def rendered_html(katex_html: str, tex: str, *, display: bool, anchors: Sequence[str]) -> str:
    """KaTeX's HTML with the author's TeX as its annotation, in an element with the anchors of its equations."""
    kind = "math-display" if display else "math-inline"
    first = f' id="{escape(anchors[0])}"' if anchors else ""
    annotated = katex_html.replace(ANNOTATION, ANNOTATION + escape(tex, quote=False), 1)
    return f'<span class="math {kind}"{first}>{_anchor_spans(anchors[1:])}{annotated}</span>'


def error_html(tex: str, message: str, *, display: bool, anchors: Sequence[str]) -> str:
    """The TeX itself, marked as an error, with the message as its tooltip."""
    kind = " math-error-display" if display else ""
    code = f'<code class="math-error{kind}" title="{escape(message)}">{escape(tex, quote=False)}</code>'
    return _anchor_spans(anchors) + code


def feed_html(text: str, tex: str, *, is_complete: bool) -> str:
    """The formula without a stylesheet: its Unicode text, or its TeX if the text is not complete."""
    return f"<span>{escape(text, quote=False)}</span>" if is_complete else f"<code>{escape(tex, quote=False)}</code>"


def _anchor_spans(anchors: Sequence[str]) -> str:
    return "".join(f'<span id="{escape(anchor)}"></span>' for anchor in anchors)
