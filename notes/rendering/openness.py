"""A bound on how many raw elements stand open at once.

The time that parsers of HTML take grows with the square of the depth, and every formatting element left open is made
again in each block after it.
"""

from __future__ import annotations

from collections import Counter

from notes.rendering.vocabulary import FORMATTING, NEVER_NESTED

MAX_OPEN = 200
"""Raw elements that may be open at once."""

MAX_OPEN_FORMATTING = 10
"""Raw formatting elements, such as `<b>`, that may be open at once."""


class Openness:
    """The raw elements of a note that are open so far."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._total = 0
        self._formatting = 0

    def admits(self, name: str, *, closing: bool) -> bool:
        """Whether a tag may stand; one that may is taken account of."""
        if name in NEVER_NESTED:
            return True
        if closing:
            change = -1 if self._open[name] else 0
        elif self._total >= MAX_OPEN or (name in FORMATTING and self._formatting >= MAX_OPEN_FORMATTING):
            return False
        else:
            change = 1
        self._open[name] += change
        self._total += change
        self._formatting += change if name in FORMATTING else 0
        return True
