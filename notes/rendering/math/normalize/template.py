"""A formula made ready: TeX that KaTeX understands, with holes for what only the whole note can tell.

The holes are the numbers of equations and the references to them. Everything else of a skeleton depends on the
formula's own TeX alone, so that it can be remembered by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.normalize.tokens import Token


class Reference(NamedTuple):
    r"""The hole of a `\ref`, or of an `\eqref` when `is_bracketed`."""

    label: str
    is_bracketed: bool
    origin: int


class TagSlot(NamedTuple):
    """The hole for the number of a row."""

    row: int


Part = Token | Reference | TagSlot


@dataclass(frozen=True, slots=True)
class Row:
    r"""What can carry one number: a row of an `align`, a whole `equation`, or a formula outside of both.

    `labels` are names with their offsets; `tag` is the TeX of the author's own `\tag`, `is_starred` when it goes
    without brackets; `counts` says that it takes the next number where no tag is given. Its content is
    `parts[begin:end]`.
    """

    labels: tuple[tuple[str, int], ...] = ()
    tag: str | None = None
    is_starred: bool = False
    counts: bool = False
    begin: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Template:
    """A normalised formula. `names` are all commands it uses; `text` is its TeX where it has no holes."""

    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    definitions: tuple[Macro, ...]
    names: frozenset[str]
    display: bool
    text: str | None
    is_blank: bool

    @property
    def references(self) -> tuple[Reference, ...]:
        return tuple(part for part in self.parts if isinstance(part, Reference))


def compacted(parts: Sequence[Part], rows: Sequence[Row]) -> tuple[tuple[Part, ...], tuple[Row, ...]]:
    """The same with tokens that stand side by side in the author's TeX as one, except across the bounds of a row.

    A skeleton is kept in memory; of the usual formula this leaves one token in thirty.
    """
    bounds = {bound for row in rows for bound in (row.begin, row.end)}
    compact: list[Part] = []
    moved: dict[int, int] = {}
    run: list[Token] = []
    for index, part in enumerate((*parts, None)):
        continues = isinstance(part, Token) and part.copied and bool(run) and _adjoins(run[-1], part)
        if run and (not continues or index in bounds):
            compact.append(Token("".join(token.text for token in run), run[0].origin, run[0].copied))
            run = []
        if index in bounds:
            moved[index] = len(compact)
        if isinstance(part, Token):
            run.append(part)
        elif part is not None:
            compact.append(part)
    return tuple(compact), tuple(replace(row, begin=moved[row.begin], end=moved[row.end]) for row in rows)


def _adjoins(left: Token, right: Token) -> bool:
    return left.copied and left.origin + len(left.text) == right.origin


def origin(tokens: Iterable[Token], position: int) -> int:
    """The offset in the author's TeX of `position` in the joined text of the tokens."""
    found = 0
    for token in tokens:
        if position < len(token.text):
            return token.origin + position if token.copied else token.origin
        position -= len(token.text)
        found = token.origin + len(token.text) if token.copied else token.origin
    return found
