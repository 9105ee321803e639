"""The excerpt: a note's opening on a card, as a line of HTML and as plain text.

It is made from the parsed note. Headings, tables, code, images and raw HTML are passed over; formulas are drawn, each
an atom of about its width; what does not fit is left out whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import regex
from markdown_it.token import Token

from notes.rendering.characters import display_width, is_chinese
from notes.rendering.math import Source, typeset
from notes.rendering.state import RenderState
from notes.rendering.text_forms.inline_html import FormulaPiece, Piece, formula_piece, piece_of_drawn, pieces_of

EXCERPT_WIDTH = 240
"""Columns of an excerpt, of which a Chinese character takes two."""

MAX_FORMULA_WIDTH = 60
"""Columns of a display formula that an excerpt still shows, within the line."""

_MAX_DEFINITIONS = 30
"""Formulas with definitions that are read again for each display formula in an excerpt; after more there is none."""

_EARLIEST_END = 0.6
"""The part of the width that an excerpt fills before it may end at a mark."""

_SKIPPED_NAMES = "table heading footnotes figure callout_title theorem_title figcaption dt"
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_MARKERS = frozenset(("[TOC]", "[toc]"))
"""What other editors put where the table of contents goes; a note brings it along."""

_SENTENCE_END = frozenset("。！？!?…")
_CLAUSE_END = frozenset("，；：、,;:")
_LONGEST_GRAPHEME = 32
_DEFINITION = re.compile(r"\\(?:(?:re)?new|provide)command|\\[gx]?def\b|\\DeclareMathOperator|\\let\b")
_NUMBERING = re.compile(r"\\(?:label|tag\*?)[ \t]*\{[^{}]*\}|\\(?:notag|nonumber)(?![A-Za-z])")
_EQUATION = re.compile(r"\\(?:begin|end)[ \t]*\{equation\*?\}")


def build_excerpt(state: RenderState) -> tuple[str, str]:
    """The excerpt as HTML (a line of phrasing without links or ids) and as text."""
    pieces: list[Piece] = []
    room = EXCERPT_WIDTH

    def draw(token: Token, state: RenderState) -> Piece | None:
        return _formula_in_line(token, state, room)

    for piece in _stream(state, draw):
        found = _graphemes(piece)
        pieces += found
        # White space is not counted here, as some of it will go.
        room -= sum(part.width for part in found if not part.text.isspace())
        if room < 0:
            break
    pieces = _trimmed(pieces)
    if sum(piece.width for piece in pieces) > EXCERPT_WIDTH:
        pieces = _cut(pieces)
    return _balanced(pieces), "".join(piece.text for piece in pieces)


def _stream(state: RenderState, draw: FormulaPiece) -> Iterator[Piece]:
    """The pieces of the note's paragraphs in order, a space between blocks where the script wants one."""
    skipping, last = 0, ""
    for token in state.tokens:
        if token.type.rpartition("_")[0] in _SKIPPED:
            skipping += token.nesting
        if skipping or token.type not in ("inline", "formula_block") or token.content in _MARKERS:
            continue
        children = [token] if token.type == "formula_block" else token.children or []
        started = False
        for piece in pieces_of(children, state, draw):
            if piece.text and not started:
                started = True
                if last and not _is_chinese_mark(last):
                    yield Piece(" ", " ", 1)
            last = piece.text[-1:] or last
            yield piece


def _formula_in_line(token: Token, state: RenderState, room: int) -> Piece | None:
    """A formula; a short display formula drawn again to stand in a line, and None for a long one or several rows.

    One for which there is no room is not drawn again only to be left out.
    """
    drawn = state.rendered_formula(token)
    if not drawn.display or drawn.is_broken:
        return formula_piece(token, state)
    index = token.meta["index"]
    source = state.sources[index]
    # What has no width is not drawn again: nothing would bound how often.
    is_short = 0 < drawn.width <= MAX_FORMULA_WIDTH
    if not is_short or source.environment.rstrip("*") not in ("", "equation"):
        return None
    if drawn.width > room:
        return Piece("", drawn.text, drawn.width, is_atom=True)
    tex = _EQUATION.sub("", _NUMBERING.sub("", source.tex))
    definitions = [earlier for earlier in state.sources[:index] if _DEFINITION.search(earlier.tex)]
    if len(definitions) > _MAX_DEFINITIONS:
        return None
    inline = Source(tex, False, source.line, source.column)
    drawn = typeset([*definitions, inline], macros=state.context.macros, budget=state.budget).formulas[-1]
    # What is drawn on display need not be in a line, as rows without an environment are not.
    return None if drawn.display or drawn.is_broken else piece_of_drawn(drawn)


def _graphemes(piece: Piece) -> list[Piece]:
    """A run of text as its grapheme clusters, no more of them than an excerpt can hold."""
    if piece.is_atom or piece.is_tag:
        return [piece]
    clusters: list[str] = []
    for match in regex.finditer(r"\X", piece.text):
        if len(match[0]) > _LONGEST_GRAPHEME or len(clusters) > 2 * EXCERPT_WIDTH:
            break
        clusters.append(match[0])
    return [Piece(escape(cluster, quote=False), cluster, display_width(cluster)) for cluster in clusters]


def _cut(pieces: list[Piece]) -> list[Piece]:
    """The pieces up to the best place to stop, with an ellipsis."""
    used, fitting = 0, 0
    while fitting < len(pieces) and used + pieces[fitting].width <= EXCERPT_WIDTH - 1:
        used += pieces[fitting].width
        fitting += 1
    end = _best_end(pieces, fitting)
    kept = pieces[:end]
    while kept and _may_drop(kept[-1]):
        kept.pop()
    return [*kept, Piece("…", "…", 1)]


def _may_drop(piece: Piece) -> bool:
    """Whether a piece before the ellipsis says nothing: a space, the mark that ended the clause, an opening tag."""
    if piece.is_atom or piece.is_tag:
        return piece.is_tag and not piece.html.startswith("</")
    return piece.text.isspace() or piece.text in _CLAUSE_END or piece.text in ("。", ".", "…")


def _best_end(pieces: list[Piece], fitting: int) -> int:
    """Where to stop: after a sentence if one ends late enough, else after a clause, else between words."""
    filled, clause, sentence, word = 0, 0, 0, 0
    for index in range(fitting):
        piece = pieces[index]
        filled += piece.width
        after = pieces[index + 1].text if index + 1 < len(pieces) else ""
        if piece.is_atom or piece.text.isspace() or is_chinese(piece.text[:1] or "a") or is_chinese(after[:1] or "a"):
            word = index + 1
        if piece.is_atom or filled < EXCERPT_WIDTH * _EARLIEST_END:
            continue
        if piece.text in _SENTENCE_END or (piece.text == "." and after.isspace()):
            sentence = index + 1
        elif piece.text in _CLAUSE_END and (is_chinese(piece.text) or after.isspace()):
            clause = index + 1
    return sentence or clause or word or fitting


def _balanced(pieces: list[Piece]) -> str:
    """The pieces' HTML, with the elements closed that the cut left open."""
    html: list[str] = []
    opened: list[str] = []
    for piece in pieces:
        if piece.is_tag and piece.html.startswith("</"):
            opened.pop()
        elif piece.is_tag:
            opened.append(piece.html)
        html.append(piece.html)
    return "".join(html) + "".join(tag.replace("<", "</") for tag in reversed(opened))


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    """Without white space at the ends, nor two spaces in a row."""
    kept: list[Piece] = []
    in_space = True
    for piece in pieces:
        is_space = piece.text.isspace() and not piece.is_atom
        if not (is_space and in_space):
            kept.append(piece)
        in_space = is_space if piece.text else in_space
    while kept and kept[-1].text.isspace() and not kept[-1].is_atom:
        kept.pop()
    return kept


def _is_chinese_mark(character: str) -> bool:
    return is_chinese(character) and not character.isalnum()
