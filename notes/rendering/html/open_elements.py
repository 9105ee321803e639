"""The stack of open elements while raw HTML is nested among ours, and the pieces of HTML written so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from notes.rendering.html.elements import FORMATTING

MAX_OPEN = 200
"""Raw elements that may be open at once: the time that parsers take grows with the square of the depth."""

MAX_OPEN_FORMATTING = 10
"""Raw formatting elements that may be open at once."""

SCOPE = frozenset(("table", "td", "th", "caption"))
"""Elements past which no tag ends an element, except those of a table's parts."""


@dataclass(slots=True)
class Element:
    """An element that is open: `tag` is its opening tag, which is the piece at `position`.

    `ends_later` says that its closing tag came within an element of ours; it ends as soon as that has. `is_released`
    says that it was a paragraph of ours, in which a raw block is still open: it ends with that. A `name` of `""` is
    that of a link of ours within a raw link, which is not written.
    """

    name: str
    tag: str
    position: int
    is_own: bool
    ends_later: bool = False
    is_released: bool = False


class OpenElements:
    """The elements that are open, the innermost last."""

    def __init__(self) -> None:
        self.stack: list[Element] = []
        self.pieces: list[str] = []
        self.count: Counter[str] = Counter()
        self._raw_count = 0
        self._raw_formatting_count = 0
        self._ending_later_count = 0

    @property
    def innermost(self) -> str:
        return self.stack[-1].name if self.stack else ""

    @property
    def innermost_own(self) -> int:
        """The index of the innermost element of ours, -1 if there is none."""
        return next((index for index in range(len(self.stack) - 1, -1, -1) if self.stack[index].is_own), -1)

    def has_room_for_raw(self, name: str) -> bool:
        has_room = name not in FORMATTING or self._raw_formatting_count < MAX_OPEN_FORMATTING
        return has_room and self._raw_count < MAX_OPEN

    def owns_since(self, index: int) -> bool:
        """Whether the element at `index` or one in it is ours."""
        return any(element.is_own for element in self.stack[index:])

    def find(self, name: str, scope: Collection[str] = SCOPE) -> int | None:
        for index in range(len(self.stack) - 1, -1, -1):
            if self.stack[index].name == name:
                return index
            if self.stack[index].name in scope:
                return None
        return None

    def find_raw(self, names: Collection[str], scope: Collection[str]) -> int | None:
        """The innermost raw element of these names that is not outside of one in `scope`."""
        for index in range(len(self.stack) - 1, -1, -1):
            element = self.stack[index]
            if element.name in names and not (element.is_own or element.is_released):
                return index
            if element.name in scope:
                return None
        return None

    def push(self, name: str, tag: str, *, is_own: bool) -> None:
        self.stack.append(Element(name, tag, len(self.pieces), is_own))
        self.pieces.append(tag)
        self.count[name] += 1
        if not is_own:
            self._raw_count += 1
            self._raw_formatting_count += name in FORMATTING

    def close_down_to(self, index: int) -> None:
        """Close the element at `index` and all in it."""
        while len(self.stack) > index:
            self._pop()
        self._pop_released()

    def close_unless_own(self, index: int) -> bool:
        """Close the element at `index` and all in it, unless one of them is ours; whether they are closed."""
        if self.owns_since(index):
            return False
        self.close_down_to(index)
        return True

    def close_later(self, index: int) -> None:
        """Have an element closed as soon as no element of ours is open in it."""
        if not self.stack[index].ends_later:
            self.stack[index].ends_later = True
            self._ending_later_count += 1

    def close_what_ends_later(self) -> None:
        for index in range(self.innermost_own + 1, len(self.stack)) if self._ending_later_count else ():
            if self.stack[index].ends_later:
                self.close_down_to(index)
                return

    def make_division(self, index: int) -> None:
        """Make a `div` of the paragraph at `index`, which can hold blocks."""
        element = self.stack[index]
        self.count["p"] -= 1
        element.name, element.tag = "div", f"<div{element.tag[2:]}"
        self.pieces[element.position] = element.tag

    def release(self, index: int) -> None:
        """Leave an element of ours open as long as what is in it."""
        self.stack[index].is_own, self.stack[index].is_released = False, True
        self._pop_released()

    def _pop(self) -> None:
        element = self.stack.pop()
        self.count[element.name] -= 1
        self._ending_later_count -= element.ends_later
        if not (element.is_own or element.is_released):
            self._raw_count -= 1
            self._raw_formatting_count -= element.name in FORMATTING
        if element.name:
            self.pieces.append(f"</{element.name}>")

    def _pop_released(self) -> None:
        while self.stack and self.stack[-1].is_released:
            self._pop()
