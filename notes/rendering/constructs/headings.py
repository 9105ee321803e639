"""Headings: anchors in any script, the table of contents, and the title that need not be repeated."""

from __future__ import annotations

from html import escape

from markdown_it.token import Token

from notes.rendering.anchors import slug_of
from notes.rendering.construct import Writer
from notes.rendering.document import Heading
from notes.rendering.html.sanitizer import AUTHORS_ID_PREFIX
from notes.rendering.state import Note
from notes.rendering.text_forms.inline_html import write_phrasing
from notes.rendering.text_forms.plain_text import text_of


def drop_title(note: Note) -> None:
    """Take out a first `#` heading that repeats the note's title; those of footnotes come last."""
    footnotes = 0
    for index, token in enumerate(note.tokens):
        if token.type in ("footnote_reference_open", "footnote_reference_close"):
            footnotes += token.nesting
        elif token.type == "heading_open" and not footnotes:
            title = _folded(note.surroundings.title)
            if token.tag == "h1" and title and _folded(note.tokens[index + 1].content) == title:
                del note.tokens[index : index + 3]
            return


def anchor(note: Note) -> None:
    """Give every heading an anchor, made of its text."""
    for index, token in enumerate(note.tokens):
        if token.type != "heading_open":
            continue
        text = text_of(note.tokens[index + 1].children or [], note).strip()
        wanted = slug_of(text) or "section"
        # `u-` begins the ids of raw HTML, which are the author's own.
        wanted = f"section-{wanted}" if wanted.startswith(AUTHORS_ID_PREFIX) else wanted
        token.meta["anchor"] = note.tokens[index + 2].meta["anchor"] = note.new_anchor(wanted)
        note.heading_texts[token.meta["anchor"]] = text


def outline(note: Note) -> None:
    """List the headings of the note's own outline, and tell the author of levels left out."""
    last_level = 1
    for index, token in enumerate(note.tokens):
        if token.type != "heading_open" or token.level:
            continue
        level = int(token.tag[1])
        if level > last_level + 1:
            note.report("heading-jump", note.places.of_block(token), level=level, expected=last_level + 1)
        last_level = level
        children = note.tokens[index + 1].children or []
        text = text_of(children, note).strip()
        note.headings.append(Heading(level, token.meta["anchor"], text, write_phrasing(children, note)))


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _write_opening(token: Token, note: Note) -> str:
    return f"<{token.tag}{note.id(token.meta['anchor'])}>"


def _write_closing(token: Token, note: Note) -> str:
    anchor = escape(token.meta["anchor"])
    link = f'<a class="heading-anchor" href="#{anchor}" aria-hidden="true" tabindex="-1">#</a>'
    return f"{note.splices.place(link, feed_html='', linked_html='')}</{token.tag}>\n"


WRITERS: dict[str, Writer] = {"heading_open": _write_opening, "heading_close": _write_closing}
