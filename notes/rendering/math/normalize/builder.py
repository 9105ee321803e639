"""The skeleton of a formula while it is being built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.normalize.environments import Environment
from notes.rendering.math.normalize.template import Part, Row, TagSlot
from notes.rendering.math.normalize.tokens import Token, Tokens, would_join


@dataclass(slots=True)
class Frame:
    r"""An environment that is open.

    `end` is what its `\end` becomes; `depth` counts the braces around it, `fences` the open `\left`; `row` is where its
    next number goes, if it has any; `opened_at` is the part that opens it.
    """

    end: str
    depth: int
    fences: int
    kind: Environment | None = None
    row: int | None = None
    opened_at: int = 0
    ampersands: int = 0
    has_breaks: bool = False
    has_columns: bool = False


class Builder:
    """`in_body` says that a macro's body is being copied: what stands there belongs to no row of this formula."""

    def __init__(self, tex: str, tokens: Tokens, handlers: Mapping[str, Handler], *, is_promoted: bool) -> None:
        self.tex = tex
        self.tokens = tokens
        self.is_promoted = is_promoted
        self.parts: list[Part] = []
        # The first row is for what stands outside of every numbered environment.
        self.rows = [Row()]
        self.macros: list[Macro] = []
        self.frames: list[Frame] = []
        # The transparent environments that are open: the name of each, and the part that opens it.
        self.transparent: list[tuple[str, int]] = []
        self.depth = 0
        self.fences = 0
        self.in_body = False
        self.has_columns = False
        self.draws_something = False
        self._handlers = handlers

    def walk(self, begin: int, end: int) -> None:
        """Build from the tokens `begin` to `end`; a handler takes an index and gives the one to go on at."""
        index = begin
        while index < end:
            handler = self._handlers.get(self.tokens[index].text)
            index = handler(self, index) if handler else self.copy(index)

    def copy(self, index: int) -> int:
        """Take a token over as it is."""
        token = self.tokens[index]
        before = self.parts[-1] if self.parts else None
        if isinstance(before, Token) and would_join(before.text, token.text):
            # What stood between has gone: a label, an ampersand.
            self.write(" ", token.origin)
        self.parts.append(token)
        if not (self.draws_something or token.is_space):
            self.draw()
        return index + 1

    def open_transparent(self, name: str, tex: str, origin: int) -> None:
        """Write the opening as it is: it goes when its end comes, and without one KaTeX reports it."""
        if not self.in_body:
            self.transparent.append((name, len(self.parts)))
            self.write(tex, origin)

    def close_transparent(self, name: str, tex: str, origin: int) -> None:
        if self.in_body:
            return
        if self.transparent and self.transparent[-1][0] == name:
            _, opened_at = self.transparent.pop()
            self.parts[opened_at] = Token(" ", origin, copied=False)
            self.write(" ", origin)
        else:
            self.write(tex, origin)
            self.draw()

    def draw(self) -> None:
        """Note that the formula shows something, and is not made of definitions only."""
        self.draws_something = self.draws_something or not self.in_body

    def write(self, tex: str, origin: int) -> None:
        """Add TeX that stands for what the author wrote at `origin`."""
        self.parts.append(Token(tex, origin, copied=False))

    def write_tag_slot(self, row: int) -> None:
        """Leave a hole for the number of a row."""
        self.parts.append(TagSlot(row))

    @property
    def is_outermost(self) -> bool:
        return not (self.frames or self.depth or self.fences or self.in_body)

    @property
    def frame_here(self) -> Frame | None:
        """The innermost environment, if neither a brace nor a fence has been opened since it began."""
        frame = self.frames[-1] if self.frames else None
        return frame if frame and (frame.depth, frame.fences) == (self.depth, self.fences) else None

    @property
    def row_here(self) -> int:
        """The row that a label or tag belongs to; only the outermost environment has rows."""
        return (self.frames[0].row if self.frames else None) or 0

    def open_row(self, counts: bool) -> int:
        self.rows.append(Row(counts=counts, begin=len(self.parts)))
        return len(self.rows) - 1

    def close_row(self, index: int) -> None:
        """End a row; it counts only if there is something in it."""
        row = replace(self.rows[index], end=len(self.parts))
        content = self.parts[row.begin : row.end]
        is_empty = all(isinstance(part, Token) and part.text.isspace() for part in content)
        self.rows[index] = replace(row, counts=row.counts and not is_empty)


Handler = Callable[[Builder, int], int]
