"""The excerpt: the start of a note as inline HTML and as plain text, for cards.

It is made from the tokens. Headings, tables, code blocks, images and raw HTML are skipped. A formula counts with its
display width and is never cut.
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
from notes.rendering.text_forms.inline_html import Piece, RenderFormula, formula_piece, inline_pieces

EXCERPT_WIDTH = 240
"""Display width of an excerpt in columns."""

MAX_FORMULA_WIDTH = 60
"""Display width of a display formula that an excerpt shows as an inline formula."""

_MAX_DEFINITIONS = 30
"""Formulas with definitions that may precede a display formula in an excerpt, since it is typeset again with them."""

_EARLIEST_END = 0.6
"""The share of the width after which an excerpt may end at punctuation."""

_SKIPPED_NAMES = "table heading footnotes figure callout_title theorem_title figcaption dt"
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_MARKERS = frozenset(("[TOC]", "[toc]"))
"""Markers of other editors for a table of contents."""

_SENTENCE_END = frozenset("。！？!?…")
_CLAUSE_END = frozenset("，；：、,;:")
_MAX_GRAPHEME_LENGTH = 32
_DEFINITION = re.compile(r"\\(?:(?:re)?new|provide)command|\\[gx]?def\b|\\DeclareMathOperator|\\let\b")
_NUMBERING = re.compile(r"\\(?:label|tag\*?)[ \t]*\{[^{}]*\}|\\(?:notag|nonumber)(?![A-Za-z])")
_EQUATION = re.compile(r"\\(?:begin|end)[ \t]*\{equation\*?\}")


def build_excerpt(state: RenderState) -> tuple[str, str]:
    """The excerpt as inline HTML without links and ids, and as text."""
    pieces: list[Piece] = []
    width_left = EXCERPT_WIDTH

    def render_formula(token: Token, state: RenderState) -> Piece | None:
        return _render_formula(token, state, width_left)

    for piece in _paragraph_pieces(state, render_formula):
        graphemes = _split_graphemes(piece)
        pieces += graphemes
        # White space does not count yet, since some of it is removed below.
        width_left -= sum(grapheme.width for grapheme in graphemes if not grapheme.text.isspace())
        if width_left < 0:
            break
    pieces = _collapse_space(pieces)
    if sum(piece.width for piece in pieces) > EXCERPT_WIDTH:
        pieces = _truncate(pieces)
    return _balanced_html(pieces), "".join(piece.text for piece in pieces)


def _paragraph_pieces(state: RenderState, render_formula: RenderFormula) -> Iterator[Piece]:
    """The pieces of the note's paragraphs, with a space between two unless Chinese punctuation ends the first."""
    skip_depth, last_character = 0, ""
    for token in state.tokens:
        if token.type.rpartition("_")[0] in _SKIPPED:
            skip_depth += token.nesting
        if skip_depth or token.type not in ("inline", "formula_block") or token.content in _MARKERS:
            continue
        children = [token] if token.type == "formula_block" else token.children or []
        is_first = True
        for piece in inline_pieces(children, state, render_formula):
            if piece.text and is_first:
                is_first = False
                if last_character and not _is_chinese_punctuation(last_character):
                    yield Piece(" ", " ", 1)
            last_character = piece.text[-1:] or last_character
            yield piece


def _render_formula(token: Token, state: RenderState, width_left: int) -> Piece | None:
    """A formula. A short display formula is typeset again as an inline one; longer ones are omitted (None).

    A formula that does not fit is not typeset again; its piece only marks where the excerpt is truncated.
    """
    formula = state.rendered_formula(token)
    if not formula.display or formula.is_broken:
        return formula_piece(formula)
    index = token.meta["index"]
    source = state.sources[index]
    # A formula without width is omitted: there could be any number of them.
    is_short = 0 < formula.width <= MAX_FORMULA_WIDTH
    if not is_short or source.environment.rstrip("*") not in ("", "equation"):
        return None
    if formula.width > width_left:
        return Piece("", formula.text, formula.width, is_atom=True)
    tex = _EQUATION.sub("", _NUMBERING.sub("", source.tex))
    definitions = [earlier for earlier in state.sources[:index] if _DEFINITION.search(earlier.tex)]
    if len(definitions) > _MAX_DEFINITIONS:
        return None
    inline = Source(tex, False, source.line, source.column)
    formula = typeset([*definitions, inline], macros=state.context.macros, budget=state.budget).formulas[-1]
    # Rows without an environment, for example, can only be typeset as a display formula.
    return None if formula.display or formula.is_broken else formula_piece(formula)


def _split_graphemes(piece: Piece) -> list[Piece]:
    """A run of text as its grapheme clusters, at most as many as an excerpt can contain."""
    if piece.is_atom or piece.is_tag:
        return [piece]
    clusters: list[str] = []
    for match in regex.finditer(r"\X", piece.text):
        if len(match[0]) > _MAX_GRAPHEME_LENGTH or len(clusters) > 2 * EXCERPT_WIDTH:
            break
        clusters.append(match[0])
    return [Piece(escape(cluster, quote=False), cluster, display_width(cluster)) for cluster in clusters]


def _truncate(pieces: list[Piece]) -> list[Piece]:
    """The pieces up to the best position to end at, with an ellipsis."""
    used, fitting = 0, 0
    while fitting < len(pieces) and used + pieces[fitting].width <= EXCERPT_WIDTH - 1:
        used += pieces[fitting].width
        fitting += 1
    end = _best_end(pieces, fitting)
    kept = pieces[:end]
    while kept and _is_removable(kept[-1]):
        kept.pop()
    return [*kept, Piece("…", "…", 1)]


def _is_removable(piece: Piece) -> bool:
    """Whether a piece is pointless before the ellipsis: a space, the end of a clause, an opening tag."""
    if piece.is_atom or piece.is_tag:
        return piece.is_tag and not piece.html.startswith("</")
    return piece.text.isspace() or piece.text in _CLAUSE_END or piece.text in ("。", ".", "…")


def _best_end(pieces: list[Piece], fitting: int) -> int:
    """The index to end at: after a sentence if one ends late enough, else after a clause, else between words."""
    used, clause, sentence, word = 0, 0, 0, 0
    for index in range(fitting):
        piece = pieces[index]
        used += piece.width
        after = pieces[index + 1].text if index + 1 < len(pieces) else ""
        if piece.is_atom or piece.text.isspace() or is_chinese(piece.text[:1] or "a") or is_chinese(after[:1] or "a"):
            word = index + 1
        if piece.is_atom or used < EXCERPT_WIDTH * _EARLIEST_END:
            continue
        if piece.text in _SENTENCE_END or (piece.text == "." and after.isspace()):
            sentence = index + 1
        elif piece.text in _CLAUSE_END and (is_chinese(piece.text) or after.isspace()):
            clause = index + 1
    return sentence or clause or word or fitting


def _balanced_html(pieces: list[Piece]) -> str:
    """The HTML of the pieces, with the elements closed that truncation left open."""
    html: list[str] = []
    opened: list[str] = []
    for piece in pieces:
        if piece.is_tag and piece.html.startswith("</"):
            opened.pop()
        elif piece.is_tag:
            opened.append(piece.html)
        html.append(piece.html)
    return "".join(html) + "".join(tag.replace("<", "</") for tag in reversed(opened))


def _collapse_space(pieces: list[Piece]) -> list[Piece]:
    """The pieces without white space at the ends, and without two spaces in a row."""
    kept: list[Piece] = []
    after_space = True
    for piece in pieces:
        is_space = piece.text.isspace() and not piece.is_atom
        if not (is_space and after_space):
            kept.append(piece)
        after_space = is_space if piece.text else after_space
    while kept and kept[-1].text.isspace() and not kept[-1].is_atom:
        kept.pop()
    return kept


def _is_chinese_punctuation(character: str) -> bool:
    return is_chinese(character) and not character.isalnum()
