"""The sanitizer: an allowlist of elements and attributes for the HTML of a note.

nh3 (ammonia) parses HTML like browsers do. Formulas, highlighted code and checkboxes are not part of this HTML: they
replace placeholders afterwards. An `id` or `class` is kept unchanged only if it is marked with the nonce.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from urllib.parse import unquote

import nh3

from notes.rendering.html.elements import ALLOWED, REMOVED

_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"id", "class", "title", "lang", "dir", "align"},
    "a": {"href", "name"},
    "audio": {"src", "controls", "loop", "muted", "preload"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "del": {"datetime"},
    "details": {"open"},
    "div": {"data-placeholder"},
    "font": {"color", "size", "face"},
    "hr": {"width", "size"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "source": {"src", "type"},
    "span": {"data-placeholder"},
    "table": {"width", "border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan", "valign", "width", "headers", "nowrap"},
    "th": {"colspan", "rowspan", "valign", "width", "scope", "abbr", "headers", "nowrap"},
    "time": {"datetime"},
    "tr": {"valign"},
    "video": {"src", "controls", "loop", "muted", "preload", "poster", "width", "height"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LENGTH = re.compile(r"\d{1,4}(?:\.\d{1,3})?(?:px|%)?")
_SPAN = re.compile(r"\d{1,3}")
_LENGTHS = frozenset(("width", "height", "size", "border", "cellpadding", "cellspacing"))
_SPANS = frozenset(("colspan", "rowspan", "span"))
AUTHORS_ID_PREFIX = "u-"
"""Prefix of the ids in an author's HTML, which prevents clashes with the page's own."""


def sanitize(html: str, *, nonce: str, anchors: Container[str]) -> str:
    """Remove everything that could run a script or shadow the page's own ids and classes.

    `id` and `class` values that begin with `nonce` are generated; only the nonce is removed. A link to one of `anchors`
    is kept; any other fragment refers to an author's id, so it gets the prefix of those.
    """
    return nh3.clean(
        html,
        tags=set(ALLOWED),
        clean_content_tags=set(REMOVED),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute_filter(nonce, anchors),
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def _attribute_filter(nonce: str, anchors: Container[str]) -> Callable[[str, str, str], str | None]:
    ids: set[str] = set()

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute in ("class", "data-placeholder"):
            is_generated = value.startswith(nonce)
            return (value if attribute == "data-placeholder" else value.removeprefix(nonce)) if is_generated else None
        if attribute == "id":
            is_duplicate = value in ids
            ids.add(value)
            if is_duplicate:
                return None
            return value.removeprefix(nonce) if value.startswith(nonce) else AUTHORS_ID_PREFIX + value
        if attribute == "name":
            return AUTHORS_ID_PREFIX + value
        if attribute == "href" and value.startswith("#") and len(value) > 1:
            return value if unquote(value[1:]) in anchors else f"#{AUTHORS_ID_PREFIX}{value[1:]}"
        if attribute in _LENGTHS:
            return value if _LENGTH.fullmatch(value.strip()) else None
        if attribute in _SPANS:
            return value if _SPAN.fullmatch(value.strip()) else None
        return value

    return keep
