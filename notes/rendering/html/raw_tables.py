"""The parts of an author's raw tables: what of a table a tag leaves out is put in, what it would end is closed."""

from __future__ import annotations

from collections.abc import Iterable

from notes.rendering.html.open_elements import OpenElements

_WITHOUT_CONTENT = frozenset(("table", "thead", "tbody", "tfoot", "tr", "colgroup"))
"""Elements that hold no text and no other elements than the parts of a table."""

PARTS = {
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
"""The parts of a table, and the elements that may hold each, or have what is between implied."""

_IMPLIED = {"table": ("tbody", "tr"), "thead": ("tr",), "tbody": ("tr",), "tfoot": ("tr",), "tr": ()}
"""What a cell needs around it in an element of a table."""


def make_place_for_part(open_: OpenElements, name: str) -> bool:
    """Close and imply what a part of a table asks for; False where there is no raw table for it."""
    table = open_.find_raw(("table",), ("table",))
    if table is None or open_.owns_since(table):
        return False
    while open_.innermost not in PARTS[name]:
        open_.close_down_to(len(open_.stack) - 1)
    if name in ("td", "th"):
        _imply(open_, _IMPLIED[open_.innermost])
    elif name == "tr":
        _imply(open_, _IMPLIED[open_.innermost][:-1])
    elif name == "col" and open_.innermost == "table":
        _imply(open_, ("colgroup",))
    return True


def make_place_for_content(open_: OpenElements) -> None:
    """Open a cell where a raw table has no place for what follows."""
    if open_.innermost in _WITHOUT_CONTENT and not open_.stack[-1].is_own:
        if open_.innermost == "colgroup":
            open_.close_down_to(len(open_.stack) - 1)
        _imply(open_, (*_IMPLIED[open_.innermost], "td"))


def _imply(open_: OpenElements, names: Iterable[str]) -> None:
    for name in names:
        open_.push(name, f"<{name}>", is_own=False)
