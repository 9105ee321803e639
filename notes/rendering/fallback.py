"""The document of a note that could not be rendered: its source as plain text."""

from __future__ import annotations

from html import escape

from notes.rendering.characters import replace_unprintable
from notes.rendering.document import Document
from notes.rendering.problems import ProblemKind, problem


def fallback_document(source: str, excerpt: str = "") -> Document:
    """A document that shows the source in a `<pre>`; `excerpt` is plain text for cards."""
    text, excerpt = replace_unprintable(source), replace_unprintable(excerpt)
    html = f'<pre class="unrendered">{escape(text)}</pre>\n'
    return Document(
        html=html,
        excerpt_html=escape(excerpt),
        excerpt_text=excerpt,
        feed_html=html,
        plain_text=text,
        problems=(problem(ProblemKind.NOT_RENDERED, 1, 1),),
    )
