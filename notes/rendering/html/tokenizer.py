"""What stands at a `<` in raw HTML, exactly as browsers read it.

The sanitiser reads a note's HTML as one text, in which a raw `<div title="` would reach into what we write after it. So
every raw tag is recognised by the rules of the HTML standard's tokeniser before it goes in, and what is no whole tag is
text. https://html.spec.whatwg.org/multipage/parsing.html#tokenization
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from notes.rendering.html.elements import REMOVED

_MAX_TAG_LENGTH = 4_000
_SPACE = r"[ \t\n\f\r]"
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^ \t\n\f\r>"'][^ \t\n\f\r>]*+|(?=>))"""
_ATTRIBUTE = rf"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+(?:{_SPACE}*+={_SPACE}*+{_VALUE}|(?!{_SPACE}*+=))"
_TAG = re.compile(rf"<(/?)([A-Za-z][^ \t\n\f\r/>]*+)(?:[ \t\n\f\r/]++|{_ATTRIBUTE})*+>")
_CLOSING = re.compile(r"</([A-Za-z][^ \t\n\f\r/>]*+)[^>]*+>")


@dataclass(frozen=True, slots=True)
class Markup:
    """A tag, or something that is not shown: a comment, or an element that is dropped with its content."""

    kind: Literal["opening", "closing", "unshown"]
    name: str
    end: int


class HtmlTokenizer:
    """Reads one piece of raw HTML."""

    def __init__(self, html: str) -> None:
        self.html = html

    def markup_at(self, start: int) -> Markup | None:
        """The markup that begins with the `<` at `start`; None if that is a mere character."""
        if self.html.startswith(("<!-->", "<!--->"), start):
            return self._through(">", start + 4)
        if self.html.startswith("<!--", start):
            return self._through("-->", start + 4) or Markup("unshown", "", len(self.html))
        if self.html.startswith(("<!", "<?"), start):
            return self._through(">", start + 2)
        tag = _TAG.match(self.html, start, start + _MAX_TAG_LENGTH)
        if tag is None:
            return None
        name = tag[2].lower()
        if name not in REMOVED:
            return Markup("closing" if tag[1] else "opening", name, tag.end())
        return Markup("unshown", name, tag.end() if tag[1] else self._end_of_element(name, tag.end()))

    def _through(self, mark: str, start: int) -> Markup | None:
        if start > self._last[mark]:
            return None
        return Markup("unshown", "", self.html.index(mark, start) + len(mark))

    def _end_of_element(self, name: str, start: int) -> int:
        """Where a dropped element ends, or its tag does if nothing closes it."""
        closings = self._closings.get(name, [])
        index = bisect_left(closings, (start, 0))
        return closings[index][1] if index < len(closings) else start

    @cached_property
    def _last(self) -> dict[str, int]:
        return {mark: self.html.rfind(mark) for mark in ("-->", ">")}

    @cached_property
    def _closings(self) -> dict[str, list[tuple[int, int]]]:
        closings: dict[str, list[tuple[int, int]]] = {}
        for match in _CLOSING.finditer(self.html):
            closings.setdefault(match[1].lower(), []).append(match.span())
        return closings
