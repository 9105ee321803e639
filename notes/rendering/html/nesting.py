"""Nest an author's HTML among ours, so that the tree builder of a browser has nothing to repair.

A tree builder ends, moves and copies elements where tags do not nest: `<li>` ends the list item around it, text in a
`<table>` moves before it, `</div>` ends the innermost `<div>`, whoever wrote it. So each raw tag is written only where
it makes exactly the element that it says, and has no effect outside of the element of ours that holds it.
https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property
from html import escape

from notes.rendering.html import raw_tables
from notes.rendering.html.elements import CLOSES_PARAGRAPH, FORMATTING, HEADINGS, SPECIAL, VOID
from notes.rendering.html.open_elements import SCOPE, OpenElements

_RAW_START, _RAW_END = "\ufdd0", "\ufdd1"
"""Around a raw tag. These two are no characters, and `replace_unprintable` leaves none in a source."""

_TAG = re.compile(rf"{_RAW_START}([^{_RAW_START}{_RAW_END}]*){_RAW_END}|<(/?)([a-z][a-z0-9]*)[^>]*>")
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_CLOSES_ITSELF = re.compile(r"""(?:^<[^\s/]*|[\s"'])/>$""")
_LINK = re.compile(rf"(?P<end>{_RAW_START}</a[\s/>])|<a[ >]", re.IGNORECASE)
_HREF = re.compile(r"""[\s"'/]href[\s=]""", re.IGNORECASE)

_ITEMS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}
_WITHIN_ITEMS = frozenset(("address", "div", "p", "figcaption", "summary"))
"""Special elements in which an item ends the one around; in the last two only by older versions of the standard."""


def raw(tag: str) -> str:
    """A raw tag, marked as such for `nested`."""
    return f"{_RAW_START}{tag}{_RAW_END}"


def nested(html: str, *, ends_raw: str) -> str:
    """The HTML with its raw tags nested; `ends_raw` is the tag of ours before which all raw elements end."""
    return _Nesting(html, ends_raw).run() if _RAW_START in html else html


class _Nesting:
    """A walk through the tags of a note's HTML."""

    def __init__(self, html: str, ends_raw: str) -> None:
        self._html = html
        self._ends_raw = ends_raw
        self._position = 0
        self._open = OpenElements()

    def run(self) -> str:
        for match in _TAG.finditer(self._html):
            self._text(self._html[self._position : match.start()])
            self._position = match.end()
            if match[1] is not None:
                self._raw_tag(match[1])
            elif match[2]:
                self._close_own(match[0])
            else:
                self._open_own(match[3], match[0])
        self._text(self._html[self._position :])
        self._open.close_down_to(0)
        return "".join(self._open.pieces)

    def _text(self, text: str) -> None:
        if text.strip(" \t\n\f\r"):
            raw_tables.make_place_for_content(self._open)
        self._open.pieces.append(text)

    def _open_own(self, name: str, tag: str) -> None:
        if tag == self._ends_raw:
            self._open.close_down_to(self._open.innermost_own + 1)
        raw_tables.make_place_for_content(self._open)
        if name in CLOSES_PARAGRAPH:
            self._end_paragraph()
        if name in HEADINGS:
            self._end_heading()
        if name in VOID:
            self._open.pieces.append(tag)
        elif name == "a" and self._open.count["a"]:
            self._open.push("", "", is_own=True)
        else:
            self._open.push(name, tag, is_own=True)

    def _close_own(self, tag: str) -> None:
        index = self._open.innermost_own
        if index < 0:
            return
        if tag == "</p>" and self._open.stack[index].name == "div":
            while len(self._open.stack) > index + 1 and self._open.innermost not in CLOSES_PARAGRAPH:
                self._open.close_down_to(len(self._open.stack) - 1)
            self._open.release(index)
        else:
            self._open.close_down_to(index)
        self._open.close_what_ends_later()

    def _raw_tag(self, tag: str) -> None:
        match = _NAME.match(tag)
        if match is None:
            self._text(escape(tag, quote=False))
            return
        name = match[2].lower()
        if not match[1]:
            self._open_raw(name, tag)
        elif name == "br":
            self._open_raw(name, "<br>")
        else:
            self._close_raw(name)

    def _open_raw(self, name: str, tag: str) -> None:
        if name not in VOID and not self._open.has_room_for_raw(name):
            self._text(escape(tag, quote=False))
        elif self._make_place_for(name):
            if name in CLOSES_PARAGRAPH:
                self._end_paragraph()
            if name in VOID:
                self._open.pieces.append(tag)
                return
            self._open.push(name, tag, is_own=False)
            if _CLOSES_ITSELF.search(tag) or (name == "a" and not self._may_hold_text(tag)):
                self._open.close_down_to(len(self._open.stack) - 1)

    def _may_hold_text(self, link: str) -> bool:
        """Whether an `<a>` may be open: one that nothing closes would make a link of the rest of the note.

        Without an address it is the target of links, and often left open; then it ends before the next link begins.
        """
        if _HREF.search(link):
            return self._position < self._last_link_end or self._open.innermost_own >= 0
        following = _LINK.search(self._html, self._position)
        return following is not None and following["end"] is not None

    @cached_property
    def _last_link_end(self) -> int:
        return max((match.start() for match in _LINK.finditer(self._html) if match["end"]), default=0)

    def _make_place_for(self, name: str) -> bool:
        """End the raw elements that this one would end; False where it would end one of ours, and so may not be."""
        if name in raw_tables.PARTS:
            return raw_tables.make_place_for_part(self._open, name)
        raw_tables.make_place_for_content(self._open)
        if name in _ITEMS:
            return self._end_item(_ITEMS[name])
        if name in HEADINGS:
            self._end_paragraph()
            return self._end_heading()
        index = None
        if name == "a" and self._open.count["a"]:
            index = self._open.find("a", ())
        elif name in ("rt", "rp") and self._open.count["ruby"]:
            ruby = self._open.find("ruby")
            index = None if ruby is None else ruby + 1
        return index is None or self._open.close_unless_own(index)

    def _end_paragraph(self) -> None:
        """End the paragraph that a block would end; one that holds elements of ours, or is ours, is a `div` instead."""
        index = self._open.find("p") if self._open.count["p"] else None
        if index is not None and not self._open.close_unless_own(index):
            self._open.make_division(index)

    def _end_heading(self) -> bool:
        return self._open.innermost not in HEADINGS or self._open.close_unless_own(len(self._open.stack) - 1)

    def _end_item(self, names: Collection[str]) -> bool:
        for index in range(len(self._open.stack) - 1, -1, -1):
            name = self._open.stack[index].name
            if name in names:
                return self._open.close_unless_own(index)
            if name in SPECIAL and name not in _WITHIN_ITEMS:
                break
        return True

    def _close_raw(self, name: str) -> None:
        index = self._closed_by(name)
        if index is None:
            return
        above = self._open.stack[index + 1 :]
        own = [element.name for element in above if element.is_own]
        if own and not (name in FORMATTING and FORMATTING.issuperset(own)):
            self._open.close_later(index)
            return
        self._open.close_down_to(index)
        for element in above:
            if name in FORMATTING and element.name in FORMATTING:
                self._open.push(element.name, element.tag, is_own=element.is_own)

    def _closed_by(self, name: str) -> int | None:
        """The raw element that a closing tag is for."""
        if name in HEADINGS:
            return self._open.find_raw(HEADINGS, SCOPE)
        if name in raw_tables.PARTS or name == "table":
            return self._open.find_raw((name,), ("table",))
        return self._open.find_raw((name,), SCOPE | {"ul", "ol"} if name == "li" else SCOPE)
