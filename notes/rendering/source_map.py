"""Map parsed text back to lines and columns of the source.

markdown-it records the lines of a block, and removes indents, quote markers and the delimiters of cells from its inline
content. Each line of the content is still a substring of one source line, which gives the column.
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
    """Finds positions in one source."""

    def __init__(self, source: str) -> None:
        self.lines = source.split("\n")
        self._line_starts = _line_starts(source)
        self._block_maps: dict[int, BlockMap] = {}

    def at_offset(self, offset: int) -> Position:
        """The position of the character at `offset` of the source."""
        line = bisect_right(self._line_starts, offset) - 1
        return Position(line + 1, offset - self._line_starts[line] + 1)

    def at_block(self, token: Token) -> Position:
        """The position of a block's first character that is not white space."""
        line = token.map[0] if token.map else 0
        text = self.lines[line] if line < len(self.lines) else ""
        return Position(line + 1, len(text) - len(text.lstrip()) + 1)

    def at_text(self, line: int, text: str) -> Position:
        """The position of `text` on a line, which is counted from 0."""
        return Position(line + 1, self.column_of(text, line))

    def block_map(self, token: Token) -> BlockMap:
        """The map of a block's inline content."""
        if id(token) not in self._block_maps:
            self._block_maps[id(token)] = BlockMap(self, token)
        return self._block_maps[id(token)]

    def column_of(self, text: str, line: int) -> int:
        """The column of `text` on a line, which may differ in white space at its ends; 1 if it is not there."""
        if line >= len(self.lines):
            return 1
        index = self.lines[line].rfind(text.strip())
        return max(1, index + 1 - (len(text) - len(text.lstrip()))) if index >= 0 else 1


class BlockMap:
    """Finds positions in the content of one block."""

    def __init__(self, source_map: SourceMap, token: Token) -> None:
        self._source_map = source_map
        self._content = token.content
        self._first_line = token.map[0] if token.map else 0
        self._line_starts = _line_starts(token.content)
        self._columns: dict[int, int] = {}
        # A table cell has its column, and the offsets of the backslashes removed from it.
        self._cell_column: int | None = token.meta.get("column")
        self._removed: tuple[int, ...] = token.meta.get("removed", ())

    def at(self, offset: int) -> Position:
        """The position of the character at `offset` of the content."""
        if self._cell_column is not None:
            return Position(self._first_line + 1, self._cell_column + offset + bisect_right(self._removed, offset))
        row = bisect_right(self._line_starts, offset) - 1
        return Position(self._first_line + row + 1, self._column(row) + offset - self._line_starts[row])

    def line_start_columns(self, start: int, end: int) -> tuple[int, ...]:
        """The columns at which the lines of `content[start:end]` begin, the first line excepted."""
        first = bisect_right(self._line_starts, start)
        last = bisect_right(self._line_starts, end)
        return tuple(self._column(row) for row in range(first, last))

    def _column(self, row: int) -> int:
        if row not in self._columns:
            is_last = row + 1 == len(self._line_starts)
            end = len(self._content) if is_last else self._line_starts[row + 1] - 1
            text = self._content[self._line_starts[row] : end]
            self._columns[row] = self._source_map.column_of(text, self._first_line + row)
        return self._columns[row]


def _line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]
