"""Sanitize SVG drawings by allowlists, so that they run no script and load nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from notes.images.svg_allowlist import ANIMATABLE, ANIMATIONS, ATTRIBUTES, ELEMENTS, REPLACED_BY_GROUPS

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 64
MAX_SIZE = 100_000

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
FRAGMENT = re.compile(r"#[^\s#]+")
EMBEDDED_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# CSS that loads or runs something; `url(#gradient)` is allowed. A backslash is not, since escapes can spell the rest.
FORBIDDEN_CSS = re.compile(
    r"\\|<|javascript:|expression\s*\(|-moz-binding|behaviou?r\s*:|@(?:import|charset|namespace|font-face)"
    r"|\b(?:image|image-set|cross-fade|src|element|paint)\s*\(|url\s*\((?!\s*[\"']?#)",
    re.IGNORECASE,
)
AT_RULE = re.compile(r"@(?:import|charset|namespace)[^;{}]*;?|@font-face\s*\{[^{}]*\}", re.IGNORECASE)
DECLARATION = re.compile(r"[-\w]+\s*:[^;{}]*;?")
NUMBERS = re.compile(r"[\s,]+")


class InvalidSvg(ValueError):
    """The file cannot be sanitized."""


class UnknownSize(InvalidSvg):
    """The drawing has neither a `viewBox` nor a width and a height in pixels."""


@dataclass(frozen=True, slots=True)
class SanitizedSvg:
    content: bytes
    width: int
    height: int


def sanitize(content: bytes) -> SanitizedSvg:
    """Remove all elements, attributes and styles that are not allowed. Raises `InvalidSvg`."""
    if len(content) > MAX_BYTES:
        raise InvalidSvg(f"larger than {MAX_BYTES} bytes")
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise InvalidSvg(str(error)) from error
    drawing = allowed_copy(root, depth=0)
    if drawing is None or drawing.tag != "svg":
        raise InvalidSvg("not an SVG element")
    remove_nested_uses(drawing)
    width, height = size_of(drawing)
    drawing.set("xmlns", SVG)
    drawing.tail = None
    return SanitizedSvg(tostring(drawing, encoding="unicode").encode(), width, height)


def allowed_copy(element: Element, depth: int) -> Element | None:
    """A copy with the allowed attributes and descendants; `None` if the element is not allowed."""
    if depth > MAX_DEPTH:
        raise InvalidSvg(f"nested more than {MAX_DEPTH} deep")
    namespace, _brace, name = element.tag.rpartition("}") if isinstance(element.tag, str) else ("", "", "")
    if namespace not in ("", "{" + SVG) or name not in ELEMENTS | REPLACED_BY_GROUPS:
        return None
    copy = Element("g" if name in REPLACED_BY_GROUPS else name, dict(allowed_attributes(element, name)))
    if name in ANIMATIONS and copy.get("attributeName") not in ANIMATABLE:
        return None
    copy.text = sanitize_stylesheet(element.text or "") if name == "style" else element.text
    last = None
    for child in element:
        if (child_copy := allowed_copy(child, depth + 1)) is not None:
            copy.append(child_copy)
            child_copy.tail = child.tail
            last = child_copy
        # ElementTree stores the text after an element as its `tail`; it stays when the element is removed.
        elif last is None:
            copy.text = (copy.text or "") + (child.tail or "")
        else:
            last.tail = (last.tail or "") + (child.tail or "")
    return copy


def allowed_attributes(element: Element, name: str) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        if key in ("href", XLINK_HREF):
            pattern = EMBEDDED_IMAGE if name == "image" else FRAGMENT
            if pattern.fullmatch(value.strip()):
                yield "href", value.strip()
        elif (key in ATTRIBUTES or key.startswith("aria-")) and not FORBIDDEN_CSS.search(COMMENT.sub("", value)):
            yield key, value


def sanitize_stylesheet(css: str) -> str:
    """Remove rules and declarations that load something; if that is not enough, remove everything."""
    if not FORBIDDEN_CSS.search(css):
        return css
    kept = AT_RULE.sub("", COMMENT.sub(" ", css))
    kept = DECLARATION.sub(lambda match: "" if FORBIDDEN_CSS.search(match[0]) else match[0], kept)
    return "" if FORBIDDEN_CSS.search(kept) else kept


def remove_nested_uses(drawing: Element) -> None:
    """Make every `use` of an element that contains a `use` empty: ten of them in ten levels draw a billion shapes."""
    nested = {
        element.get("id")
        for element in drawing.iter()
        if element.get("id") and next(element.iter("use"), None) is not None
    }
    for use in drawing.iter("use"):
        if use.get("href", "").removeprefix("#") in nested:
            del use.attrib["href"]


def size_of(drawing: Element) -> tuple[int, int]:
    """Width and height in pixels, from the `viewBox` or else from the attributes. Raises `UnknownSize`."""
    box = NUMBERS.split(drawing.get("viewBox", "").strip())
    sides = box[2:] if len(box) == 4 else [drawing.get(name, "").removesuffix("px") for name in ("width", "height")]
    try:
        width, height = map(float, sides)
    except ValueError as error:
        raise UnknownSize("no size") from error
    if not (isfinite(width) and isfinite(height) and 0 < width <= MAX_SIZE and 0 < height <= MAX_SIZE):
        raise UnknownSize("no sensible size")
    return max(1, round(width)), max(1, round(height))
