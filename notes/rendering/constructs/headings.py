"""Headings: anchors in any script, the table of contents, and the title that need not be repeated."""

from __future__ import annotations

from html import escape

from markdown_it.token import Token

from notes.rendering.anchors import slugify
from notes.rendering.construct import Construct
from notes.rendering.document import Heading
from notes.rendering.html.sanitizer import AUTHORS_ID_PREFIX
from notes.rendering.problems import ProblemKind
from notes.rendering.state import RenderState
from notes.rendering.text_forms.inline_html import render_inline
from notes.rendering.text_forms.plain_text import text_of


def drop_title(state: RenderState) -> None:
    """Take out a first `#` heading that repeats the note's title; those of footnotes come last."""
    footnotes = 0
    for index, token in enumerate(state.tokens):
        if token.type in ("footnote_reference_open", "footnote_reference_close"):
            footnotes += token.nesting
        elif token.type == "heading_open" and not footnotes:
            title = _folded(state.context.title)
            if token.tag == "h1" and title and _folded(state.tokens[index + 1].content) == title:
                del state.tokens[index : index + 3]
            return


def anchor(state: RenderState) -> None:
    """Give every heading an anchor, made of its text."""
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        text = text_of(state.tokens[index + 1].children or [], state).strip()
        wanted = slugify(text) or "section"
        # `u-` begins the ids of raw HTML, which are the author's own.
        wanted = f"section-{wanted}" if wanted.startswith(AUTHORS_ID_PREFIX) else wanted
        token.meta["anchor"] = state.tokens[index + 2].meta["anchor"] = state.new_anchor(wanted)
        state.heading_texts[token.meta["anchor"]] = text


def outline(state: RenderState) -> None:
    """List the headings of the note's own outline, and tell the author of levels left out."""
    last_level = 1
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open" or token.level:
            continue
        level = int(token.tag[1])
        if level > last_level + 1:
            state.report(
                ProblemKind.HEADING_JUMP, state.source_map.of_block(token), level=level, expected=last_level + 1
            )
        last_level = level
        children = state.tokens[index + 1].children or []
        text = text_of(children, state).strip()
        state.headings.append(Heading(level, token.meta["anchor"], text, render_inline(children, state)))


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _render_opening(token: Token, state: RenderState) -> str:
    return f"<{token.tag}{state.id(token.meta['anchor'])}>"


def _render_closing(token: Token, state: RenderState) -> str:
    anchor = escape(token.meta["anchor"])
    link = f'<a class="heading-anchor" href="#{anchor}" aria-hidden="true" tabindex="-1">#</a>'
    return f"{state.placeholders.add(link, feed_html='', linked_html='')}</{token.tag}>\n"


CONSTRUCT = Construct(
    renderers={"heading_open": _render_opening, "heading_close": _render_closing},
)
