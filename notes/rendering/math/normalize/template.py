"""A normalized formula: TeX for KaTeX with slots for what depends on the whole note.

The slots are the numbers of equations and the references to them. Everything else in a template depends on the
formula's own TeX alone, so templates are cached by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.normalize.tokens import Token


class Reference(NamedTuple):
    r"""The slot of a `\ref` or, if `is_parenthesized`, of an `\eqref`."""

    label: str
    is_parenthesized: bool
    origin: int


class TagSlot(NamedTuple):
    """The slot for the number of a row."""

    row: int


Part = Token | Reference | TagSlot


@dataclass(frozen=True, slots=True)
class Row:
    r"""A unit that carries at most one number: a row of an `align`, an `equation`, or the TeX outside of both.

    `labels` are pairs of a label and its offset. `tag` is the TeX of the author's `\tag`, shown without parentheses if
    `is_starred`. A row that `counts` takes the next number if it has no tag. Its content is `parts[start:end]`.
    """

    labels: tuple[tuple[str, int], ...] = ()
    tag: str | None = None
    is_starred: bool = False
    counts: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """A normalized formula.

    `commands` are all commands in it, `definitions` the macros that it defines for the rest of the note, and `tex` its
    TeX, None if it has slots. A template that `is_blank` only defines macros.
    """

    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    definitions: tuple[Macro, ...]
    commands: frozenset[str]
    display: bool
    tex: str | None
    is_blank: bool


def merge_tokens(parts: Sequence[Part], rows: Sequence[Row]) -> tuple[tuple[Part, ...], tuple[Row, ...]]:
    """Merge tokens that are adjacent in the author's TeX, except across the bounds of a row.

    This saves memory in the cache: a typical formula is left with one token in thirty.
    """
    bounds = {bound for row in rows for bound in (row.start, row.end)}
    merged: list[Part] = []
    new_index: dict[int, int] = {}
    run: list[Token] = []
    for index, part in enumerate((*parts, None)):
        continues = isinstance(part, Token) and bool(run) and _are_adjacent(run[-1], part)
        if run and (not continues or index in bounds):
            merged.append(Token("".join(token.text for token in run), run[0].origin, run[0].is_verbatim))
            run = []
        if index in bounds:
            new_index[index] = len(merged)
        if isinstance(part, Token):
            run.append(part)
        elif part is not None:
            merged.append(part)
    return tuple(merged), tuple(replace(row, start=new_index[row.start], end=new_index[row.end]) for row in rows)


def _are_adjacent(left: Token, right: Token) -> bool:
    return left.is_verbatim and right.is_verbatim and left.origin + len(left.text) == right.origin


def source_offset(tokens: Iterable[Token], position: int) -> int:
    """The offset in the author's TeX of the character at `position` in the joined text of the tokens."""
    offset = 0
    for token in tokens:
        if position < len(token.text):
            return token.origin + position if token.is_verbatim else token.origin
        position -= len(token.text)
        offset = token.origin + len(token.text) if token.is_verbatim else token.origin
    return offset
