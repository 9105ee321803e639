"""From an offset in a formula to the line and column of the author's text."""

from __future__ import annotations

from notes.rendering.math.model import Source


def place(source: Source, offset: int) -> tuple[int, int]:
    """Line and column of the character at `offset` of the formula, counted from 1 in the author's text."""
    before = source.tex[:offset]
    lines = before.count("\n")
    if not lines:
        return source.line, source.column + len(before)
    starts_at = source.line_starts[lines - 1] if lines <= len(source.line_starts) else 1
    return source.line + lines, starts_at + len(before) - before.rindex("\n") - 1


def to_characters(text: str, position: int) -> int:
    """The index of the character at `position`, which JavaScript counts in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * position].decode("utf-16-le", "ignore"))
