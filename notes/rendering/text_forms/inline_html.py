"""Inline content as HTML without links and ids: emphasis, code and formulas.

Used for headings in the table of contents and for excerpts. All text in it is escaped and all HTML trusted, so it does
not need the sanitizer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import NamedTuple

from markdown_it.token import Token

from notes.rendering.characters import display_width
from notes.rendering.html.elements import TEXT_LEVEL
from notes.rendering.html.placeholders import without_links_and_ids
from notes.rendering.math import RenderedFormula
from notes.rendering.state import RenderState
from notes.rendering.text_forms.plain_text import inline_token_text


class Piece(NamedTuple):
    """A tag, a run of text, or an atom, which must not be divided."""

    html: str
    text: str = ""
    width: int = 0
    is_atom: bool = False
    is_tag: bool = False


RenderFormula = Callable[[Token, RenderState], Piece | None]


def formula_piece(formula: RenderedFormula) -> Piece:
    return Piece(without_links_and_ids(formula.html), formula.text, formula.width, is_atom=True)


def render_formula(token: Token, state: RenderState) -> Piece | None:
    """The formula as the note shows it."""
    return formula_piece(state.rendered_formula(token))


def inline_pieces(
    tokens: Iterable[Token], state: RenderState, render_formula: RenderFormula = render_formula
) -> Iterator[Piece]:
    """The pieces of inline tokens. `render_formula` returns None to omit a formula."""
    for token in tokens:
        if token.tag in TEXT_LEVEL:
            yield Piece(f"<{token.tag}>" if token.nesting > 0 else f"</{token.tag}>", is_tag=True)
        elif token.type in ("formula", "formula_block"):
            if formula := render_formula(token, state):
                yield formula
        elif token.type == "code_inline":
            yield Piece(
                f"<code>{escape(token.content)}</code>", token.content, display_width(token.content), is_atom=True
            )
        elif token.type not in ("image", "footnote_ref"):
            text = inline_token_text(token, state)
            if text:
                yield Piece(escape(text), text, display_width(text))


def render_inline(tokens: Iterable[Token], state: RenderState) -> str:
    return "".join(piece.html for piece in inline_pieces(tokens, state)).strip()
