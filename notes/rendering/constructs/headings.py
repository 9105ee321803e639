"""Headings: anchors, the outline for the table of contents, and removal of a repeated title."""

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
from notes.rendering.text_forms.plain_text import inline_text


def remove_repeated_title(state: RenderState) -> None:
    """Remove the first heading if it is an `h1` that repeats the note's title. Headings in footnotes do not count."""
    footnote_depth = 0
    for index, token in enumerate(state.tokens):
        if token.type in ("footnote_reference_open", "footnote_reference_close"):
            footnote_depth += token.nesting
        elif token.type == "heading_open" and not footnote_depth:
            title = _fold(state.context.title)
            if token.tag == "h1" and title and _fold(state.tokens[index + 1].content) == title:
                del state.tokens[index : index + 3]
            return


def assign_heading_anchors(state: RenderState) -> None:
    """Give every heading an anchor made from its text."""
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        text = inline_text(state.tokens[index + 1].children or [], state).strip()
        preferred = slugify(text) or "section"
        # `u-` is reserved for the ids in an author's HTML.
        preferred = f"section-{preferred}" if preferred.startswith(AUTHORS_ID_PREFIX) else preferred
        token.meta["anchor"] = state.tokens[index + 2].meta["anchor"] = state.unique_anchor(preferred)
        state.heading_texts[token.meta["anchor"]] = text


def collect_headings(state: RenderState) -> None:
    """Collect the headings outside of quotes, items and footnotes, and report skipped levels."""
    last_level = 1
    for index, token in enumerate(state.tokens):
        if token.type != "heading_open" or token.level:
            continue
        level = int(token.tag[1])
        if level > last_level + 1:
            position = state.source_map.at_block(token)
            state.report(ProblemKind.HEADING_JUMP, position, level=level, expected=last_level + 1)
        last_level = level
        children = state.tokens[index + 1].children or []
        text = inline_text(children, state).strip()
        state.headings.append(Heading(level, token.meta["anchor"], text, render_inline(children, state)))


def _fold(text: str) -> str:
    return "".join(text.casefold().split())


def _render_opening(token: Token, state: RenderState) -> str:
    return f"<{token.tag}{state.id(token.meta['anchor'])}>"


def _render_closing(token: Token, state: RenderState) -> str:
    anchor = escape(token.meta["anchor"])
    link = f'<a class="heading-anchor" href="#{anchor}" aria-hidden="true" tabindex="-1">#</a>'
    return f"{state.placeholders.add(link, feed_html='', html_in_link='')}</{token.tag}>\n"


CONSTRUCT = Construct(
    renderers={"heading_open": _render_opening, "heading_close": _render_closing},
)
