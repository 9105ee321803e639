"""The sanitiser: what HTML a note may hold, whoever wrote it.

nh3 (ammonia) parses as browsers do and keeps what is listed here. Formulas, highlighted code and checkboxes are not in
this HTML; they are spliced in afterwards. An `id` or `class` is kept as it is only where it carries our nonce.
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
    "div": {"data-splice"},
    "font": {"color", "size", "face"},
    "hr": {"width", "size"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "source": {"src", "type"},
    "span": {"data-splice"},
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
"""Begins the ids that raw HTML gave, so that they cannot shadow the page's own."""


def sanitize(html: str, *, nonce: str, anchors: Container[str]) -> str:
    """The HTML with nothing left that runs or that shadows the page's own ids and classes.

    `id` and `class` values that begin with `nonce` are ours and keep their names. A link to one of `anchors` is left
    alone; any other fragment leads to an author's own id, which is prefixed.
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
        if attribute in ("class", "data-splice"):
            ours = value.startswith(nonce)
            return (value if attribute == "data-splice" else value.removeprefix(nonce)) if ours else None
        if attribute == "id":
            known = value in ids
            ids.add(value)
            if known:
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
