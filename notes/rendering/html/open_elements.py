"""The stack of open elements while raw tags are nested, and the HTML written so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from notes.rendering.html.elements import FORMATTING

MAX_OPEN = 200
"""Raw elements that may be open at once. The time to parse HTML is quadratic in the depth."""

MAX_OPEN_FORMATTING = 10
"""Raw formatting elements that may be open at once."""

SCOPE = frozenset(("table", "td", "th", "caption"))
"""Elements that limit the effect of tags within them, except of those for the parts of a table."""


@dataclass(slots=True)
class Element:
    """An open element. `tag` is its opening tag, the piece at `position`.

    `is_close_postponed` is true if its closing tag came within a generated element; it is closed with that one.
    `is_released` is true for a generated paragraph that ended while a raw block in it was open; it is closed with the
    block. A generated link within a raw link has an empty `name` and is not written.
    """

    name: str
    tag: str
    position: int
    is_generated: bool
    is_close_postponed: bool = False
    is_released: bool = False


class OpenElements:
    """The open elements, the innermost last."""

    def __init__(self) -> None:
        self.stack: list[Element] = []
        self.pieces: list[str] = []
        self.count: Counter[str] = Counter()
        self._raw_count = 0
        self._raw_formatting_count = 0
        self._postponed_count = 0

    @property
    def innermost(self) -> str:
        return self.stack[-1].name if self.stack else ""

    @property
    def innermost_generated(self) -> int:
        """The index of the innermost generated element, -1 if there is none."""
        return next((index for index in range(len(self.stack) - 1, -1, -1) if self.stack[index].is_generated), -1)

    def has_room_for_raw(self, name: str) -> bool:
        has_room = name not in FORMATTING or self._raw_formatting_count < MAX_OPEN_FORMATTING
        return has_room and self._raw_count < MAX_OPEN

    def has_generated_from(self, index: int) -> bool:
        """Whether the element at `index` or one within it is generated."""
        return any(element.is_generated for element in self.stack[index:])

    def find(self, name: str, scope: Collection[str] = SCOPE) -> int | None:
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index].name == name:
                return index
            if self.stack[index].name in scope:
                return None
        return None

    def find_raw(self, names: Collection[str], scope: Collection[str]) -> int | None:
        """The index of the innermost raw element with one of the names, unless an element in `scope` is closer."""
        for index in range(len(self.stack) - 1, -1, -1):
            element = self.stack[index]
            if element.name in names and not (element.is_generated or element.is_released):
                return index
            if element.name in scope:
                return None
        return None

    def push(self, name: str, tag: str, *, is_generated: bool) -> None:
        self.stack.append(Element(name, tag, len(self.pieces), is_generated))
        self.pieces.append(tag)
        self.count[name] += 1
        if not is_generated:
            self._raw_count += 1
            self._raw_formatting_count += name in FORMATTING

    def close_to(self, index: int) -> None:
        """Close the element at `index` and all within it."""
        while len(self.stack) > index:
            self._pop()
        self._pop_released()

    def close_innermost(self) -> None:
        self.close_to(len(self.stack) - 1)

    def close_unless_generated(self, index: int) -> bool:
        """Close the element at `index` and all within it, unless one is generated; return whether they were closed."""
        if self.has_generated_from(index):
            return False
        self.close_to(index)
        return True

    def postpone_close(self, index: int) -> None:
        """Close an element as soon as no generated element is open within it."""
        if not self.stack[index].is_close_postponed:
            self.stack[index].is_close_postponed = True
            self._postponed_count += 1

    def close_postponed(self) -> None:
        for index in range(self.innermost_generated + 1, len(self.stack)) if self._postponed_count else ():
            if self.stack[index].is_close_postponed:
                self.close_to(index)
                return

    def turn_into_div(self, index: int) -> None:
        """Turn the paragraph at `index` into a `div`, which may contain blocks."""
        element = self.stack[index]
        self.count["p"] -= 1
        element.name, element.tag = "div", f"<div{element.tag[2:]}"
        self.pieces[element.position] = element.tag

    def release(self, index: int) -> None:
        """Close a generated element only after the elements within it."""
        self.stack[index].is_generated, self.stack[index].is_released = False, True
        self._pop_released()

    def _pop(self) -> None:
        element = self.stack.pop()
        self.count[element.name] -= 1
        self._postponed_count -= element.is_close_postponed
        if not (element.is_generated or element.is_released):
            self._raw_count -= 1
            self._raw_formatting_count -= element.name in FORMATTING
        if element.name:
            self.pieces.append(f"</{element.name}>")

    def _pop_released(self) -> None:
        while self.stack and self.stack[-1].is_released:
            self._pop()
