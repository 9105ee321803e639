"""Raw tables: insert the tags that HTML implies, and close the parts that a new part closes."""

from __future__ import annotations

from collections.abc import Iterable

from notes.rendering.html.open_elements import OpenElements

_WITHOUT_CONTENT = frozenset(("table", "thead", "tbody", "tfoot", "tr", "colgroup"))
"""Elements that contain only parts of a table, and no text."""

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
"""The parts of a table, and the elements that may contain each one, with implied elements between."""

_IMPLIED = {"table": ("tbody", "tr"), "thead": ("tr",), "tbody": ("tr",), "tfoot": ("tr",), "tr": ()}
"""The elements implied between an element of a table and a cell."""


def prepare_for_part(elements: OpenElements, name: str) -> bool:
    """Close and open elements such that a part of a table may follow. False if there is no raw table for it."""
    table = elements.find_raw(("table",), ("table",))
    if table is None or elements.has_generated_from(table):
        return False
    while elements.innermost not in PARTS[name]:
        elements.close_innermost()
    if name in ("td", "th"):
        _imply(elements, _IMPLIED[elements.innermost])
    elif name == "tr":
        _imply(elements, _IMPLIED[elements.innermost][:-1])
    elif name == "col" and elements.innermost == "table":
        _imply(elements, ("colgroup",))
    return True


def prepare_for_content(elements: OpenElements) -> None:
    """Open a cell if the innermost element is a raw table or a part that may not contain text."""
    if elements.innermost in _WITHOUT_CONTENT and not elements.stack[-1].is_generated:
        if elements.innermost == "colgroup":
            elements.close_innermost()
        _imply(elements, (*_IMPLIED[elements.innermost], "td"))


def _imply(elements: OpenElements, names: Iterable[str]) -> None:
    for name in names:
        elements.push(name, f"<{name}>", is_generated=False)
