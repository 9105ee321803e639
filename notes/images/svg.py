"""SVG drawings without anything that runs or refers to the outside: only what is listed here is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from notes.images.svg_allowlist import ANIMATABLE, ANIMATIONS, ATTRIBUTES, ELEMENTS, GROUPS

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 64
MAX_SIZE = 100_000

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
FRAGMENT = re.compile(r"#[^\s#]+")
EMBEDDED_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# What loads or runs something; `url(#gradient)` stays. A backslash could spell any of it.
FORBIDDEN_CSS = re.compile(
    r"\\|<|javascript:|expression\s*\(|-moz-binding|behaviou?r\s*:|@(?:import|charset|namespace|font-face)"
    r"|\b(?:image|image-set|cross-fade|src|element|paint)\s*\(|url\s*\((?!\s*[\"']?#)",
    re.IGNORECASE,
)
AT_RULE = re.compile(r"@(?:import|charset|namespace)[^;{}]*;?|@font-face\s*\{[^{}]*\}", re.IGNORECASE)
DECLARATION = re.compile(r"[-\w]+\s*:[^;{}]*;?")
NUMBERS = re.compile(r"[\s,]+")


class BadDrawing(ValueError):
    """The file cannot be kept as a drawing."""


class NoSize(BadDrawing):
    """The drawing does not say how large it is."""


@dataclass(frozen=True, slots=True)
class Drawing:
    content: bytes
    width: int
    height: int


def sanitised(content: bytes) -> Drawing:
    """The drawing with only the elements, attributes and styles that are listed here. Raises `BadDrawing`."""
    if len(content) > MAX_BYTES:
        raise BadDrawing(f"larger than {MAX_BYTES} bytes")
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadDrawing(str(error)) from error
    drawing = next(copies(root, depth=0), None)
    if drawing is None or drawing.tag != "svg":
        raise BadDrawing("not an SVG element")
    remove_nested_uses(drawing)
    width, height = size_of(drawing)
    drawing.set("xmlns", SVG)
    drawing.tail = None
    return Drawing(tostring(drawing, encoding="unicode").encode(), width, height)


def copies(element: Element, depth: int) -> Iterator[Element]:
    """The element as it may be kept, or none at all."""
    if depth > MAX_DEPTH:
        raise BadDrawing(f"nested more than {MAX_DEPTH} deep")
    namespace, _brace, name = element.tag.rpartition("}") if isinstance(element.tag, str) else ("", "", "")
    if namespace not in ("", "{" + SVG) or name not in ELEMENTS | GROUPS:
        return
    copy = Element("g" if name in GROUPS else name, dict(attributes(element, name)))
    if name in ANIMATIONS and copy.get("attributeName") not in ANIMATABLE:
        return
    copy.text = safe_stylesheet(element.text or "") if name == "style" else element.text
    last = None
    for child in element:
        for last in copies(child, depth + 1):
            copy.append(last)
            last.tail = child.tail
            break
        else:
            # The text after an element that is left out belongs to what comes before it.
            if last is None:
                copy.text = (copy.text or "") + (child.tail or "")
            else:
                last.tail = (last.tail or "") + (child.tail or "")
    yield copy


def attributes(element: Element, name: str) -> Iterator[tuple[str, str]]:
    for key, value in element.attrib.items():
        if key in ("href", XLINK_HREF):
            pattern = EMBEDDED_IMAGE if name == "image" else FRAGMENT
            if pattern.fullmatch(value.strip()):
                yield "href", value.strip()
        elif (key in ATTRIBUTES or key.startswith("aria-")) and not FORBIDDEN_CSS.search(COMMENT.sub("", value)):
            yield key, value


def safe_stylesheet(css: str) -> str:
    """The style sheet without rules and declarations that load something; empty where it is not that simple."""
    if not FORBIDDEN_CSS.search(css):
        return css
    kept = AT_RULE.sub("", COMMENT.sub(" ", css))
    kept = DECLARATION.sub(lambda match: "" if FORBIDDEN_CSS.search(match[0]) else match[0], kept)
    return "" if FORBIDDEN_CSS.search(kept) else kept


def remove_nested_uses(drawing: Element) -> None:
    """Leave no `use` of something that holds a `use`: ten of them in ten levels would draw a billion shapes."""
    nested = {
        element.get("id")
        for element in drawing.iter()
        if element.get("id") and next(element.iter("use"), None) is not None
    }
    for use in drawing.iter("use"):
        if use.get("href", "").removeprefix("#") in nested:
            del use.attrib["href"]


def size_of(drawing: Element) -> tuple[int, int]:
    """Width and height in pixels, by the `viewBox` or else by the attributes. Raises `NoSize`."""
    box = NUMBERS.split(drawing.get("viewBox", "").strip())
    sides = box[2:] if len(box) == 4 else [drawing.get(name, "").removesuffix("px") for name in ("width", "height")]
    try:
        width, height = map(float, sides)
    except ValueError as error:
        raise NoSize("no size") from error
    if not (isfinite(width) and isfinite(height) and 0 < width <= MAX_SIZE and 0 < height <= MAX_SIZE):
        raise NoSize("no sensible size")
    return max(1, round(width)), max(1, round(height))
