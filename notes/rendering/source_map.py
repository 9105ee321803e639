"""Where in the author's text a piece of parsed text stands.

markdown-it knows the lines of a block; inline content has lost indents, quote marks and cell walls. But each line of it
is still a piece of one line of the source, and that is enough to find the column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from markdown_it.token import Token


class Position(NamedTuple):
    """A line and a column, counted from 1."""

    line: int
    column: int


class SourceMap:
    """The places of one source."""

    def __init__(self, source: str) -> None:
        self.lines = source.split("\n")
        self._starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self._inside: dict[int, BlockMap] = {}

    def at_offset(self, offset: int) -> Position:
        """The place of a character of the source itself."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line + 1, offset - self._starts[line] + 1)

    def of_block(self, token: Token) -> Position:
        """The first character of a block that is not white space."""
        line = token.map[0] if token.map else 0
        text = self.lines[line] if line < len(self.lines) else ""
        return Position(line + 1, len(text) - len(text.lstrip()) + 1)

    def of_line(self, line: int, text: str) -> Position:
        """The place of `text` on a line, which is counted from 0."""
        return Position(line + 1, self.column_of(text, line))

    def inside(self, token: Token) -> BlockMap:
        """The places within a block's content."""
        if id(token) not in self._inside:
            self._inside[id(token)] = BlockMap(self, token)
        return self._inside[id(token)]

    def column_of(self, piece: str, line: int) -> int:
        """The column at which a source line holds this piece, which lost white space and marks at its ends."""
        if line >= len(self.lines):
            return 1
        core = piece.strip()
        found = self.lines[line].rfind(core)
        return max(1, found + 1 - (len(piece) - len(piece.lstrip()))) if found >= 0 else 1


class BlockMap:
    """The places of one block's content."""

    def __init__(self, source_map: SourceMap, token: Token) -> None:
        self._places = source_map
        self._token = token
        content = token.content
        self._first_line = token.map[0] if token.map else 0
        self._starts = [0, *(match.end() for match in re.finditer("\n", content))]
        self._columns: dict[int, int] = {}
        # A table cell tells its column, and which characters were taken out of it.
        self._cell_column: int | None = token.meta.get("column")
        self._dropped: tuple[int, ...] = token.meta.get("dropped", ())

    def at(self, offset: int) -> Position:
        """The place of the character at `offset` of the content."""
        if self._cell_column is not None:
            return Position(self._first_line + 1, self._cell_column + offset + bisect_right(self._dropped, offset))
        row = bisect_right(self._starts, offset) - 1
        return Position(self._first_line + row + 1, self._column(row) + offset - self._starts[row])

    def line_starts(self, start: int, end: int) -> tuple[int, ...]:
        """The columns at which those lines of `content[start:end]` begin that follow its first."""
        first = bisect_right(self._starts, start)
        last = bisect_right(self._starts, end)
        return tuple(self._column(row) for row in range(first, last))

    def _column(self, row: int) -> int:
        if row not in self._columns:
            end = self._starts[row + 1] - 1 if row + 1 < len(self._starts) else len(self._token.content)
            piece = self._token.content[self._starts[row] : end]
            self._columns[row] = self._places.column_of(piece, self._first_line + row)
        return self._columns[row]
