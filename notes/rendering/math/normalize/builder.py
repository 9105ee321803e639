"""Builds the template of a formula, token by token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.normalize.environments import Environment
from notes.rendering.math.normalize.template import Part, Row, TagSlot
from notes.rendering.math.normalize.tokens import Token, Tokens, would_join


@dataclass(slots=True)
class Frame:
    r"""An open environment.

    `end` is the TeX that replaces its `\end`, `opened_at` the index of the part that opens it. `depth` and `fences`
    count the braces and the `\left` around it. `row` is the index of its current row, None if it has no numbers.
    """

    end: str
    depth: int
    fences: int
    environment: Environment | None = None
    row: int | None = None
    opened_at: int = 0
    ampersands: int = 0
    has_breaks: bool = False
    has_columns: bool = False


class Builder:
    """The state while the tokens of a formula are processed.

    `in_body` is true while the body of a macro definition is copied, which belongs to no row of this formula.
    """

    def __init__(self, tex: str, tokens: Tokens, handlers: Mapping[str, Handler], *, is_promoted: bool) -> None:
        self.tex = tex
        self.tokens = tokens
        self.is_promoted = is_promoted
        self.parts: list[Part] = []
        # The first row is for TeX outside of every numbered environment.
        self.rows = [Row()]
        self.macros: list[Macro] = []
        self.frames: list[Frame] = []
        # Open transparent environments: the name of each, and the index of the part that opens it.
        self.transparent: list[tuple[str, int]] = []
        self.depth = 0
        self.fences = 0
        self.in_body = False
        self.has_columns = False
        self.is_blank = True
        self._handlers = handlers

    def process(self, start: int, end: int) -> None:
        """Process the tokens from `start` to `end`. A handler takes an index and returns the next one to process."""
        index = start
        while index < end:
            handler = self._handlers.get(self.tokens[index].text)
            index = handler(self, index) if handler else self.copy(index)

    def copy(self, index: int) -> int:
        """Copy a token unchanged."""
        token = self.tokens[index]
        previous = self.parts[-1] if self.parts else None
        if isinstance(previous, Token) and would_join(previous.text, token.text):
            # A label or an ampersand between the two was removed.
            self.write(" ", token.origin)
        self.parts.append(token)
        if self.is_blank and not token.is_space:
            self.mark_visible()
        return index + 1

    def open_transparent(self, name: str, tex: str, origin: int) -> None:
        """Copy the opening of a transparent environment. It is removed at the end; KaTeX reports one left open."""
        if not self.in_body:
            self.transparent.append((name, len(self.parts)))
            self.write(tex, origin)

    def close_transparent(self, name: str, tex: str, origin: int) -> None:
        if self.in_body:
            return
        if self.transparent and self.transparent[-1][0] == name:
            _, opened_at = self.transparent.pop()
            self.parts[opened_at] = Token(" ", origin, is_verbatim=False)
            self.write(" ", origin)
        else:
            self.write(tex, origin)
            self.mark_visible()

    def mark_visible(self) -> None:
        """Record that the formula shows something and does not only define macros."""
        self.is_blank = self.is_blank and self.in_body

    def write(self, tex: str, origin: int) -> None:
        """Add TeX that replaces the author's at `origin`."""
        self.parts.append(Token(tex, origin, is_verbatim=False))

    def write_tag_slot(self, row: int) -> None:
        self.parts.append(TagSlot(row))

    @property
    def is_outermost(self) -> bool:
        return not (self.frames or self.depth or self.fences or self.in_body)

    @property
    def current_frame(self) -> Frame | None:
        r"""The innermost environment, unless a brace or a `\left` is open within it."""
        frame = self.frames[-1] if self.frames else None
        return frame if frame and (frame.depth, frame.fences) == (self.depth, self.fences) else None

    @property
    def current_row(self) -> int:
        """The index of the row that a label or tag belongs to. Only the outermost environment has rows."""
        return (self.frames[0].row if self.frames else None) or 0

    def open_row(self, counts: bool) -> int:
        self.rows.append(Row(counts=counts, start=len(self.parts)))
        return len(self.rows) - 1

    def close_row(self, index: int) -> None:
        """Close a row. An empty one does not count."""
        row = replace(self.rows[index], end=len(self.parts))
        content = self.parts[row.start : row.end]
        is_empty = all(isinstance(part, Token) and part.text.isspace() for part in content)
        self.rows[index] = replace(row, counts=row.counts and not is_empty)


Handler = Callable[[Builder, int], int]
