"""Tokens to HTML, before the sanitiser: each construct writes its own, plain elements are written here."""

from __future__ import annotations

from html import escape

from markdown_it.token import Token

from notes.rendering.construct import Writer
from notes.rendering.constructs import (
    callouts,
    code,
    equation_references,
    figures,
    footnotes,
    formula_typesetting,
    headings,
    lists,
    note_links,
    tables,
    theorems,
)
from notes.rendering.html.nesting import raw
from notes.rendering.state import Note


def write_html(tokens: list[Token], note: Note) -> str:
    pieces: list[str] = []
    after_hidden = False
    for token in tokens:
        if after_hidden and token.block and token.nesting >= 0 and token.type != "inline":
            # Text of a tight list item, and a block below it.
            pieces.append("\n")
        after_hidden = token.hidden
        writer = _WRITERS.get(token.type)
        if writer is not None:
            pieces.append(writer(token, note))
        elif token.children:
            pieces.append(write_html(token.children, note))
        elif token.tag and not token.hidden:
            pieces.append(_write_element(token))
    return "".join(pieces)


def _write_element(token: Token) -> str:
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in token.attrs.items())
    tag = f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}{attributes}>"
    return f"{tag}\n" if token.block and (token.nesting < 0 or token.type in _CONTAINERS) else tag


def _write_text(token: Token, note: Note) -> str:
    return escape(token.content, quote=False)


def _write_code(token: Token, note: Note) -> str:
    return f"<code>{escape(token.content, quote=False)}</code>"


def _write_raw(token: Token, note: Note) -> str:
    return raw(token.content) if token.meta.get("is_tag") else token.content


def _write_break(token: Token, note: Note) -> str:
    return "<br>\n" if token.type == "hardbreak" else "\n"


_CONTAINER_NAMES = "bullet_list_open ordered_list_open blockquote_open dl_open thead_open tbody_open tr_open hr"
_CONTAINERS = frozenset(_CONTAINER_NAMES.split())
_WRITERS: dict[str, Writer] = {
    "text": _write_text,
    "code_inline": _write_code,
    "html_inline": _write_raw,
    "softbreak": _write_break,
    "hardbreak": _write_break,
    **callouts.WRITERS,
    **code.WRITERS,
    **figures.WRITERS,
    **footnotes.WRITERS,
    **formula_typesetting.WRITERS,
    **headings.WRITERS,
    **lists.WRITERS,
    **note_links.WRITERS,
    **equation_references.WRITERS,
    **tables.WRITERS,
    **theorems.WRITERS,
}
