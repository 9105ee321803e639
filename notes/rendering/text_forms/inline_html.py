"""A line of text as HTML that may stand anywhere: emphasis, code and formulas; no links, no ids, no blocks.

Headings in a table of contents and excerpts on cards are made of it. Everything in it is escaped or trusted, so it
needs no sanitiser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import NamedTuple

from markdown_it.token import Token

from notes.rendering.characters import display_width
from notes.rendering.html.placeholders import unlinked
from notes.rendering.math import RenderedFormula
from notes.rendering.state import RenderState
from notes.rendering.text_forms.plain_text import piece_of

_MARKUP = frozenset(("em", "strong", "s"))


class Piece(NamedTuple):
    """A tag, a run of text, or an atom that nothing may divide."""

    html: str
    text: str = ""
    width: int = 0
    is_atom: bool = False
    is_tag: bool = False


FormulaPiece = Callable[[Token, RenderState], Piece | None]


def piece_of_drawn(drawn: RenderedFormula) -> Piece:
    return Piece(unlinked(drawn.html), drawn.text, drawn.width, is_atom=True)


def formula_piece(token: Token, state: RenderState) -> Piece | None:
    """The formula as it is drawn in the note."""
    return piece_of_drawn(state.rendered_formula(token))


def pieces_of(tokens: Iterable[Token], state: RenderState, draw: FormulaPiece = formula_piece) -> Iterator[Piece]:
    """What inline tokens come to; `draw` decides how a formula stands among them, or that it does not."""
    for token in tokens:
        if token.tag in _MARKUP:
            yield Piece(f"<{token.tag}>" if token.nesting > 0 else f"</{token.tag}>", is_tag=True)
        elif token.type in ("formula", "formula_block"):
            if formula := draw(token, state):
                yield formula
        elif token.type == "code_inline":
            yield Piece(
                f"<code>{escape(token.content)}</code>", token.content, display_width(token.content), is_atom=True
            )
        elif token.type not in ("image", "footnote_mention"):
            text = piece_of(token, state)
            if text:
                yield Piece(escape(text), text, display_width(text))


def render_inline(tokens: Iterable[Token], state: RenderState) -> str:
    return "".join(piece.html for piece in pieces_of(tokens, state)).strip()
