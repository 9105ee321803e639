"""Tokenize raw HTML as browsers do.

The sanitizer reads a note's HTML as one text, in which an incomplete raw `<div title="` would extend into the HTML that
follows. So raw tags are recognized first, by the rules of the HTML standard, and anything that is not a whole tag is
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
_CLOSING_TAG = re.compile(r"</([A-Za-z][^ \t\n\f\r/>]*+)[^>]*+>")


@dataclass(frozen=True, slots=True)
class Markup:
    """A tag, or hidden markup: a comment, or an element that is removed with its content."""

    kind: Literal["opening", "closing", "hidden"]
    name: str
    end: int


class HtmlTokenizer:
    """Tokenizes one piece of raw HTML."""

    def __init__(self, html: str) -> None:
        self.html = html

    def markup_at(self, start: int) -> Markup | None:
        """The markup that begins with the `<` at `start`; None if the `<` is text."""
        if self.html.startswith(("<!-->", "<!--->"), start):
            return self._hidden_up_to(">", start + 4)
        if self.html.startswith("<!--", start):
            return self._hidden_up_to("-->", start + 4) or Markup("hidden", "", len(self.html))
        if self.html.startswith(("<!", "<?"), start):
            return self._hidden_up_to(">", start + 2)
        tag = _TAG.match(self.html, start, start + _MAX_TAG_LENGTH)
        if tag is None:
            return None
        name = tag[2].lower()
        if name not in REMOVED:
            return Markup("closing" if tag[1] else "opening", name, tag.end())
        return Markup("hidden", name, tag.end() if tag[1] else self._end_of_element(name, tag.end()))

    def _hidden_up_to(self, mark: str, start: int) -> Markup | None:
        if start > self._last_index[mark]:
            return None
        return Markup("hidden", "", self.html.index(mark, start) + len(mark))

    def _end_of_element(self, name: str, start: int) -> int:
        """The end of a removed element, or of its opening tag if it is not closed."""
        closing_tags = self._closing_tags.get(name, [])
        index = bisect_left(closing_tags, (start, 0))
        return closing_tags[index][1] if index < len(closing_tags) else start

    @cached_property
    def _last_index(self) -> dict[str, int]:
        return {mark: self.html.rfind(mark) for mark in ("-->", ">")}

    @cached_property
    def _closing_tags(self) -> dict[str, list[tuple[int, int]]]:
        closing_tags: dict[str, list[tuple[int, int]]] = {}
        for match in _CLOSING_TAG.finditer(self.html):
            closing_tags.setdefault(match[1].lower(), []).append(match.span())
        return closing_tags
