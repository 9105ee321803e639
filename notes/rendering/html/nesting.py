"""Nest an author's HTML among ours, so that the tree builder of a browser has nothing to repair.

A tree builder ends, moves and copies elements where tags do not nest: `<li>` ends the list item around it, text in a
`<table>` moves before it, `</div>` ends the innermost `<div>`, whoever wrote it. So each raw tag is written only where
it makes exactly the element that it says, and has no effect outside of the element of ours that holds it.
https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from html import escape

from notes.rendering.html.elements import CLOSES_PARAGRAPH, FORMATTING, HEADINGS, SPECIAL, VOID

MAX_OPEN = 200
"""Raw elements that may be open at once: the time that parsers take grows with the square of the depth."""

MAX_OPEN_FORMATTING = 10
"""Raw formatting elements that may be open at once."""

_RAW_START, _RAW_END = "\ufdd0", "\ufdd1"
"""Around a raw tag. These two are no characters, and `printable` leaves none in a source."""

_TAG = re.compile(rf"{_RAW_START}([^{_RAW_START}{_RAW_END}]*){_RAW_END}|<(/?)([a-z][a-z0-9]*)[^>]*>")
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_CLOSES_ITSELF = re.compile(r"""(?:^<[^\s/]*|[\s"'])/>$""")
_LINK = re.compile(rf"(?P<end>{_RAW_START}</a[\s/>])|<a[ >]", re.IGNORECASE)
_HREF = re.compile(r"""[\s"'/]href[\s=]""", re.IGNORECASE)
_SPACE = " \t\n\f\r"

_TABLE_ONLY = frozenset(("table", "thead", "tbody", "tfoot", "tr", "colgroup"))
"""Elements that hold no text and no other elements than the parts of a table."""

_TABLE_PARTS = {
    "caption": ("table",),
    "colgroup": ("table",),
    "col": ("colgroup", "table"),
    "thead": ("table",),
    "tbody": ("table",),
    "tfoot": ("table",),
    "tr": ("thead", "tbody", "tfoot", "table"),
    "td": ("tr", "thead", "tbody", "tfoot", "table"),
    "th": ("tr", "thead", "tbody", "tfoot", "table"),
}
"""The parts of a table, and the elements that may hold each as their child or have what is between implied."""

_IMPLIED = {"table": ("tbody", "tr"), "thead": ("tr",), "tbody": ("tr",), "tfoot": ("tr",), "tr": ()}
"""What a cell needs around it in an element of a table."""

_SCOPE = frozenset(("table", "td", "th", "caption"))
_WITHIN_ITEMS = frozenset(("address", "div", "p", "figcaption", "summary"))
"""Special elements in which an item ends the one around; in the last two only by older versions of the standard."""
_ITEMS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}


def raw(tag: str) -> str:
    """A raw tag, marked as such for `nested`."""
    return f"{_RAW_START}{tag}{_RAW_END}"


def nested(html: str, *, ends_raw: str) -> str:
    """The HTML with its raw tags nested; `ends_raw` is the tag of ours before which all raw elements end."""
    return _Nesting(html, ends_raw).run() if _RAW_START in html else html


@dataclass(slots=True)
class _Element:
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


class _Nesting:
    """The elements that are open at a position of the HTML, and the pieces written so far."""

    def __init__(self, html: str, ends_raw: str) -> None:
        self._html = html
        self._ends_raw = ends_raw
        self._pieces: list[str] = []
        self._open: list[_Element] = []
        self._count: Counter[str] = Counter()
        self._raw_count = 0
        self._raw_formatting_count = 0
        self._ending_later_count = 0
        self._position = 0

    def run(self) -> str:
        html = self._html
        for match in _TAG.finditer(html):
            self._text(html[self._position : match.start()])
            self._position = match.end()
            if match[1] is not None:
                self._raw_tag(match[1])
            elif match[2]:
                self._close_own(match[0])
            else:
                self._open_own(match[3], match[0])
        self._text(html[self._position :])
        self._close_down_to(0)
        return "".join(self._pieces)

    def _text(self, text: str) -> None:
        if text.strip(_SPACE):
            self._leave_table_structure()
        self._pieces.append(text)

    # Our tags, which nest among themselves.

    def _open_own(self, name: str, tag: str) -> None:
        if tag == self._ends_raw:
            self._close_down_to(self._innermost_own() + 1)
        self._leave_table_structure()
        if name in CLOSES_PARAGRAPH:
            self._end_paragraph()
            self._end_heading_before(name)
        if name in VOID:
            self._pieces.append(tag)
        elif name == "a" and self._count["a"]:
            self._push("", "", is_own=True)
        else:
            self._push(name, tag, is_own=True)

    def _close_own(self, tag: str) -> None:
        index = self._innermost_own()
        if index < 0:
            return
        element = self._open[index]
        if element.name == "div" and tag == "</p>":
            while len(self._open) > index + 1 and self._open[-1].name not in CLOSES_PARAGRAPH:
                self._pop()
            element.is_own, element.is_released = False, True
            self._pop_released()
        else:
            self._close_down_to(index)
        if self._ending_later_count:
            self._close_what_ends_later()

    # Raw tags.

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
        if not self._has_room(name):
            self._text(escape(tag, quote=False))
        elif self._make_place_for(name):
            if name in CLOSES_PARAGRAPH:
                self._end_paragraph()
            if name in VOID:
                self._pieces.append(tag)
                return
            self._push(name, tag, is_own=False)
            if _CLOSES_ITSELF.search(tag) or (name == "a" and not self._may_hold_text(tag)):
                self._pop()

    def _may_hold_text(self, link: str) -> bool:
        """Whether an `<a>` may be open: one that nothing closes would make a link of the rest of the note.

        Without an address it is the target of links, and often left open; then it ends before the next link begins.
        """
        if _HREF.search(link):
            return self._position < self._last_link_end or self._innermost_own() >= 0
        following = _LINK.search(self._html, self._position)
        return following is not None and following["end"] is not None

    @cached_property
    def _last_link_end(self) -> int:
        return max((match.start() for match in _LINK.finditer(self._html) if match["end"]), default=0)

    def _has_room(self, name: str) -> bool:
        if name in VOID:
            return True
        return self._raw_count < MAX_OPEN and (
            name not in FORMATTING or self._raw_formatting_count < MAX_OPEN_FORMATTING
        )

    def _make_place_for(self, name: str) -> bool:
        """End the raw elements that this one would end; False where it would end one of ours, and so may not be."""
        if name in _TABLE_PARTS:
            return self._make_place_in_table(name)
        self._leave_table_structure()
        if name in _ITEMS:
            return self._end_item(_ITEMS[name])
        if name in HEADINGS:
            self._end_paragraph()
            return self._end_heading_before(name)
        if name == "a" and self._count["a"]:
            return self._end_innermost("a")
        if name in ("rt", "rp") and self._count["ruby"]:
            ruby = self._find("ruby", _SCOPE)
            return ruby is None or self._end_unless_own(ruby + 1)
        return True

    def _make_place_in_table(self, name: str) -> bool:
        table = self._find_raw(("table",), _SCOPE - {"td", "th", "caption"})
        if table is None or self._owns_since(table):
            return False
        parents = _TABLE_PARTS[name]
        while self._open[-1].name not in parents:
            self._pop()
        if name in ("td", "th", "tr"):
            self._imply(_IMPLIED[self._open[-1].name], up_to=name)
        elif name == "col" and self._open[-1].name == "table":
            self._push("colgroup", "<colgroup>", is_own=False)
        return True

    def _imply(self, names: Collection[str], up_to: str) -> None:
        for name in names:
            if name == up_to:
                return
            self._push(name, f"<{name}>", is_own=False)

    def _leave_table_structure(self) -> None:
        """Open a cell where a table has no place for what follows."""
        if self._open and self._open[-1].name in _TABLE_ONLY and not self._open[-1].is_own:
            if self._open[-1].name == "colgroup":
                self._pop()
            self._imply((*_IMPLIED[self._open[-1].name], "td"), up_to="")

    def _end_paragraph(self) -> None:
        """End the paragraph that a block would end; one that holds elements of ours, or is ours, is a `div` instead."""
        index = self._find("p", _SCOPE) if self._count["p"] else None
        if index is None:
            return
        if not self._owns_since(index):
            self._close_down_to(index)
            return
        element = self._open[index]
        self._count["p"] -= 1
        element.name, element.tag = "div", f"<div{element.tag[2:]}"
        self._pieces[element.position] = element.tag

    def _end_item(self, names: Collection[str]) -> bool:
        for index in range(len(self._open) - 1, -1, -1):
            name = self._open[index].name
            if name in names:
                return self._end_unless_own(index)
            if name in SPECIAL and name not in _WITHIN_ITEMS:
                break
        return True

    def _end_heading_before(self, name: str) -> bool:
        if name in HEADINGS and self._open and self._open[-1].name in HEADINGS:
            return self._end_unless_own(len(self._open) - 1)
        return True

    def _end_innermost(self, name: str) -> bool:
        index = self._find(name, ())
        return index is None or self._end_unless_own(index)

    def _end_unless_own(self, index: int) -> bool:
        if self._owns_since(index):
            return False
        self._close_down_to(index)
        return True

    def _close_raw(self, name: str) -> None:
        names = HEADINGS if name in HEADINGS else (name,)
        scope: frozenset[str] = frozenset(("table",)) if name in _TABLE_PARTS or name == "table" else _SCOPE
        index = self._find_raw(names, scope | {"ul", "ol"} if name == "li" else scope)
        if index is None:
            return
        above = self._open[index + 1 :]
        if all(element.name in FORMATTING for element in above if element.is_own) and (
            name in FORMATTING or not self._owns_since(index)
        ):
            self._close_down_to(index)
            if name in FORMATTING:
                for element in above:
                    if element.name in FORMATTING:
                        self._push(element.name, element.tag, is_own=element.is_own)
        elif not self._open[index].ends_later:
            self._open[index].ends_later = True
            self._ending_later_count += 1

    def _close_what_ends_later(self) -> None:
        for index in range(self._innermost_own() + 1, len(self._open)):
            if self._open[index].ends_later:
                self._close_down_to(index)
                return

    # The open elements.

    def _push(self, name: str, tag: str, *, is_own: bool) -> None:
        self._open.append(_Element(name, tag, len(self._pieces), is_own))
        self._pieces.append(tag)
        self._count[name] += 1
        if not is_own:
            self._raw_count += 1
            self._raw_formatting_count += name in FORMATTING

    def _pop(self) -> None:
        self._pop_one()
        self._pop_released()

    def _pop_one(self) -> None:
        element = self._open.pop()
        self._count[element.name] -= 1
        self._ending_later_count -= element.ends_later
        if not (element.is_own or element.is_released):
            self._raw_count -= 1
            self._raw_formatting_count -= element.name in FORMATTING
        if element.name:
            self._pieces.append(f"</{element.name}>")

    def _pop_released(self) -> None:
        while self._open and self._open[-1].is_released:
            self._pop_one()

    def _close_down_to(self, index: int) -> None:
        """Close the element at `index` and all in it."""
        while len(self._open) > index:
            self._pop_one()
        self._pop_released()

    def _innermost_own(self) -> int:
        return next((index for index in range(len(self._open) - 1, -1, -1) if self._open[index].is_own), -1)

    def _owns_since(self, index: int) -> bool:
        return any(element.is_own for element in self._open[index:])

    def _find(self, name: str, scope: Collection[str]) -> int | None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].name == name:
                return index
            if self._open[index].name in scope:
                return None
        return None

    def _find_raw(self, names: Collection[str], scope: Collection[str]) -> int | None:
        """The innermost raw element of these names that is not outside of one in `scope`."""
        for index in range(len(self._open) - 1, -1, -1):
            element = self._open[index]
            if element.name in names and not (element.is_own or element.is_released):
                return index
            if element.name in scope:
                return None
        return None
