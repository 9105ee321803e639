"""Nest an author's raw tags within the generated HTML, so that browsers have nothing to repair.

Where tags do not nest, a browser closes, moves and copies elements: `<li>` closes the list item around it, text in a
`<table>` moves before the table, and `</div>` closes the innermost `<div>`, raw or generated. So raw tags are omitted,
moved or closed such that each one makes exactly its own element and has no effect outside of the generated element
that contains it. https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
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
"""Markers around a raw tag. They are noncharacters, which `replace_unprintable` removes from sources."""

_TAG = re.compile(rf"{_RAW_START}([^{_RAW_START}{_RAW_END}]*){_RAW_END}|<(/?)([a-z][a-z0-9]*)[^>]*>")
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_SELF_CLOSING = re.compile(r"""(?:^<[^\s/]*|[\s"'])/>$""")
_LINK = re.compile(rf"(?P<end>{_RAW_START}</a[\s/>])|<a[ >]", re.IGNORECASE)
_HREF = re.compile(r"""[\s"'/]href[\s=]""", re.IGNORECASE)

_ITEMS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}
_WITHIN_ITEMS = frozenset(("address", "div", "p", "figcaption", "summary"))
"""Special elements within which an item closes the item around them, the last two in older versions of the standard."""


def mark_raw(tag: str) -> str:
    """Mark a raw tag for `nest_raw_tags`."""
    return f"{_RAW_START}{tag}{_RAW_END}"


def nest_raw_tags(html: str, *, ends_raw: str) -> str:
    """Nest the marked tags. Before the generated tag `ends_raw`, all raw elements are closed."""
    return _Nesting(html, ends_raw).run() if _RAW_START in html else html


class _Nesting:
    """Processes the tags of a note's HTML in order."""

    def __init__(self, html: str, ends_raw: str) -> None:
        self._html = html
        self._ends_raw = ends_raw
        self._position = 0
        self._elements = OpenElements()

    def run(self) -> str:
        for match in _TAG.finditer(self._html):
            self._write_text(self._html[self._position : match.start()])
            self._position = match.end()
            if match[1] is not None:
                self._raw_tag(match[1])
            elif match[2]:
                self._close_generated(match[0])
            else:
                self._open_generated(match[3], match[0])
        self._write_text(self._html[self._position :])
        self._elements.close_to(0)
        return "".join(self._elements.pieces)

    def _write_text(self, text: str) -> None:
        if text.strip(" \t\n\f\r"):
            raw_tables.prepare_for_content(self._elements)
        self._elements.pieces.append(text)

    def _open_generated(self, name: str, tag: str) -> None:
        if tag == self._ends_raw:
            self._elements.close_to(self._elements.innermost_generated + 1)
        raw_tables.prepare_for_content(self._elements)
        if name in CLOSES_PARAGRAPH:
            self._close_paragraph()
        if name in HEADINGS:
            self._close_heading()
        if name in VOID:
            self._elements.pieces.append(tag)
        elif name == "a" and self._elements.count["a"]:
            self._elements.push("", "", is_generated=True)
        else:
            self._elements.push(name, tag, is_generated=True)

    def _close_generated(self, tag: str) -> None:
        index = self._elements.innermost_generated
        if index < 0:
            return
        if tag == "</p>" and self._elements.stack[index].name == "div":
            while len(self._elements.stack) > index + 1 and self._elements.innermost not in CLOSES_PARAGRAPH:
                self._elements.close_innermost()
            self._elements.release(index)
        else:
            self._elements.close_to(index)
        self._elements.close_postponed()

    def _raw_tag(self, tag: str) -> None:
        match = _NAME.match(tag)
        if match is None:
            self._write_text(escape(tag, quote=False))
            return
        name = match[2].lower()
        if not match[1]:
            self._open_raw(name, tag)
        elif name == "br":
            self._open_raw(name, "<br>")
        else:
            self._close_raw(name)

    def _open_raw(self, name: str, tag: str) -> None:
        if name not in VOID and not self._elements.has_room_for_raw(name):
            self._write_text(escape(tag, quote=False))
        elif self._prepare_for(name):
            if name in CLOSES_PARAGRAPH:
                self._close_paragraph()
            if name in VOID:
                self._elements.pieces.append(tag)
                return
            self._elements.push(name, tag, is_generated=False)
            if _SELF_CLOSING.search(tag) or (name == "a" and not self._may_stay_open(tag)):
                self._elements.close_innermost()

    def _may_stay_open(self, link: str) -> bool:
        """Whether an `<a>` may stay open. One without a closing tag would turn the rest of the note into a link.

        Without `href` it is the target of links and often left unclosed; it is then closed before the next link.
        """
        if _HREF.search(link):
            return self._position < self._last_link_end or self._elements.innermost_generated >= 0
        following = _LINK.search(self._html, self._position)
        return following is not None and following["end"] is not None

    @cached_property
    def _last_link_end(self) -> int:
        return max((match.start() for match in _LINK.finditer(self._html) if match["end"]), default=0)

    def _prepare_for(self, name: str) -> bool:
        """Close the raw elements that this tag closes. False if it would close a generated one and is omitted."""
        if name in raw_tables.PARTS:
            return raw_tables.prepare_for_part(self._elements, name)
        raw_tables.prepare_for_content(self._elements)
        if name in _ITEMS:
            return self._close_item(_ITEMS[name])
        if name in HEADINGS:
            self._close_paragraph()
            return self._close_heading()
        index = None
        if name == "a" and self._elements.count["a"]:
            index = self._elements.find("a", ())
        elif name in ("rt", "rp") and self._elements.count["ruby"]:
            ruby = self._elements.find("ruby")
            index = None if ruby is None else ruby + 1
        return index is None or self._elements.close_unless_generated(index)

    def _close_paragraph(self) -> None:
        """Close the paragraph that a block closes. If it is or contains a generated element, it becomes a `div`."""
        index = self._elements.find("p") if self._elements.count["p"] else None
        if index is not None and not self._elements.close_unless_generated(index):
            self._elements.turn_into_div(index)

    def _close_heading(self) -> bool:
        if self._elements.innermost not in HEADINGS:
            return True
        return self._elements.close_unless_generated(len(self._elements.stack) - 1)

    def _close_item(self, names: Collection[str]) -> bool:
        for index in range(len(self._elements.stack) - 1, -1, -1):
            name = self._elements.stack[index].name
            if name in names:
                return self._elements.close_unless_generated(index)
            if name in SPECIAL and name not in _WITHIN_ITEMS:
                break
        return True

    def _close_raw(self, name: str) -> None:
        index = self._closed_by(name)
        if index is None:
            return
        above = self._elements.stack[index + 1 :]
        generated = [element.name for element in above if element.is_generated]
        if generated and not (name in FORMATTING and FORMATTING.issuperset(generated)):
            self._elements.postpone_close(index)
            return
        self._elements.close_to(index)
        for element in above:
            if name in FORMATTING and element.name in FORMATTING:
                self._elements.push(element.name, element.tag, is_generated=element.is_generated)

    def _closed_by(self, name: str) -> int | None:
        """The index of the raw element that a closing tag closes."""
        if name in HEADINGS:
            return self._elements.find_raw(HEADINGS, SCOPE)
        if name in raw_tables.PARTS or name == "table":
            return self._elements.find_raw((name,), ("table",))
        return self._elements.find_raw((name,), SCOPE | {"ul", "ol"} if name == "li" else SCOPE)
