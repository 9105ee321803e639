"""Find HTML of which a browser would build other elements than its tags say.

A fast check for the fuzzer, since html5lib is slow: all tags must be closed in order, no attribute may occur twice, and
no tag may close, move or copy an element by the rules of the HTML standard.
"""

from __future__ import annotations

import re
from functools import cache
from html import unescape

_VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
VOID = frozenset(_VOID_NAMES.split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = """
    address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form
    header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp
"""
_CLOSES_P = _HEADINGS | frozenset(_BLOCKS.split())
_OTHER_SPECIAL = "body button caption colgroup iframe object tbody td tfoot th thead tr"
_SPECIAL = VOID | _CLOSES_P | frozenset(_OTHER_SPECIAL.split())
_SCOPE = frozenset(("table", "td", "th", "caption"))
_CHILDREN = {
    "table": frozenset(["caption", "colgroup", "thead", "tbody", "tfoot"]),
    "thead": frozenset(["tr"]),
    "tbody": frozenset(["tr"]),
    "tfoot": frozenset(["tr"]),
    "tr": frozenset(["td", "th"]),
    "colgroup": frozenset(["col"]),
}
_TABLE_PARTS = frozenset().union(*_CHILDREN.values())
_ITEMS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}
_FOREIGN = frozenset(("math", "svg"))
_PHRASING = "b big body br code em font i img s small span strong sub sup tt u var"
_NEVER_FOREIGN = _CLOSES_P | frozenset(_PHRASING.split())

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?: [A-Za-z][A-Za-z0-9:-]*(?: ?=\"[^\"]*\"| ?='[^']*')?)*)(/?)>")
_ATTRIBUTE = re.compile(r" ([A-Za-z][A-Za-z0-9:-]*)")
_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")
_NOT_TEXT = re.compile(
    r"&(?!(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#x[0-9A-Fa-f]+);)"
    r"|[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]"
)


def faults(html: str) -> list[str]:
    """What a browser would have to repair."""
    found: list[str] = []
    stack: list[str] = []
    position = 0
    for match in _TAG.finditer(html):
        if match.start() > position:
            found += _faults_of_text(html[position : match.start()], stack)
        position = match.end()
        name = match[2]
        if match[1]:
            if not stack or stack[-1] != name:
                found.append(f"</{name}> in <{'> <'.join(stack)}>")
                if name in stack:
                    del stack[len(stack) - 1 - stack[::-1].index(name) :]
            else:
                stack.pop()
            continue
        if match[3]:
            found += _faults_of_attributes(match[3])
        if any(outer in _FOREIGN for outer in stack):
            if name in _NEVER_FOREIGN:
                found.append(f"<{name}> in <{'> <'.join(stack)}>")
        else:
            if fault := _fault_of_opening(name, tuple(stack)):
                found.append(f"<{name}> {fault} in <{'> <'.join(stack)}>")
            if match[4]:
                found.append(f"<{name}/>")
        if name not in VOID and not match[4]:
            stack.append(name)
    found += _faults_of_text(html[position:], stack)
    if stack:
        found.append(f"<{'> <'.join(stack)}> left open")
    return found


def pieces(html: str) -> list[str]:
    """The tags, without attributes, and the texts between them. A void element has two tags."""
    found: list[str] = []
    position = 0
    for match in (*_TAG.finditer(html), None):
        text = unescape(html[position : match.start() if match else len(html)])
        # Browsers ignore the first newline of a `<pre>`.
        text = text.removeprefix("\n") if found and found[-1] == "<pre>" else text
        found += [text] if text else []
        if match is None:
            break
        position = match.end()
        name = match[2].lower()
        found.append(f"<{match[1]}{name}>")
        if not match[1] and (name in VOID or match[4]):
            found.append(f"</{name}>")
    return found


def _faults_of_text(text: str, stack: list[str]) -> list[str]:
    found = []
    if "<" in text:
        found.append(f"a bare < in {text[:80]!r}")
    if match := _NOT_TEXT.search(text):
        found.append(f"{match[0]!r} in {text[:80]!r}")
    if stack and stack[-1] in _CHILDREN and text.strip(" \t\n\f\r"):
        found.append(f"text in <{stack[-1]}>")
    return found


@cache
def _faults_of_attributes(attributes: str) -> list[str]:
    names = _ATTRIBUTE.findall(_VALUE.sub("", attributes))
    found = [f"an attribute twice in {attributes}"] if len(names) != len(set(names)) else []
    if match := _NOT_TEXT.search(attributes):
        found.append(f"{match[0]!r} in {attributes[:80]!r}")
    return found


@cache
def _fault_of_opening(name: str, stack: tuple[str, ...]) -> str:
    top = stack[-1] if stack else ""
    if name in _TABLE_PARTS or top in _CHILDREN:
        return "" if name in _CHILDREN.get(top, ()) else "misplaced"
    if name in _CLOSES_P and _is_in_scope("p", stack):
        return "ends a paragraph"
    if name in _HEADINGS and top in _HEADINGS:
        return "ends a heading"
    if name == "a" and "a" in stack:
        return "ends a link"
    if name in ("rt", "rp") and top != "ruby" and _is_in_scope("ruby", stack):
        return "ends a part of ruby"
    for outer in reversed(stack) if name in _ITEMS else ():
        if outer in _ITEMS[name]:
            return "ends an item"
        if outer in _SPECIAL and outer not in ("address", "div", "p", "figcaption", "summary"):
            break
    return ""


def _is_in_scope(name: str, stack: tuple[str, ...]) -> bool:
    for outer in reversed(stack):
        if outer == name or outer in _SCOPE:
            return outer == name
    return False
