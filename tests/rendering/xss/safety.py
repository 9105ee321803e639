"""Find unsafe HTML with html5lib."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

_FORBIDDEN_NAMES = """
    applet base button embed form frame frameset iframe link meta noscript object script select style svg template
    textarea title xmp
"""
_FORBIDDEN = frozenset(_FORBIDDEN_NAMES.split())
_ADDRESSES = frozenset(("href", "src", "action", "formaction", "poster", "cite", "data", "background"))
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SAFE_SCHEMES = frozenset(("http:", "https:", "mailto:", "tel:"))
_CONTROLS = re.compile(r"[\x00-\x20]")
_TRUSTED = frozenset(("math", "code", "eq-preview"))


def faults(html: str) -> list[str]:
    """Parts of the HTML that could run a script, shadow the page's own ids, or reveal a placeholder."""
    fragment = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    found = [fault for element, trusted in _walk(fragment, False) for fault in _faults_of(element, trusted)]
    if re.search(r"n[0-9a-f]{16}", html) or "data-placeholder" in _without_text(html):
        found.append("a placeholder")
    return found


def _walk(element: Element, trusted: bool) -> Iterator[tuple[Element, bool]]:
    for child in element:
        if _is_comment(child):
            continue
        inner = trusted or bool(_TRUSTED & set(child.get("class", "").split()))
        yield child, inner
        yield from _walk(child, inner)


def _is_comment(element: Element) -> bool:
    """The tag of a comment is the function that made it."""
    return callable(element.tag)


def _faults_of(element: Element, trusted: bool) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name in _FORBIDDEN or (name == "math" and not trusted):
        yield f"<{name}>"
    if name == "input" and (element.get("type") != "checkbox" or "disabled" not in element.attrib):
        yield "<input>"
    for attribute, value in element.attrib.items():
        attribute = attribute.rpartition("}")[2].lower()
        if attribute.startswith("on") or attribute in ("srcdoc", "ping", "formaction", "autofocus", "contenteditable"):
            yield f"{name} {attribute}"
        if attribute == "style" and not trusted:
            yield f"{name} style"
        scheme = _SCHEME.match(_CONTROLS.sub("", value))
        if attribute in _ADDRESSES and scheme and scheme[0].lower() not in _SAFE_SCHEMES:
            yield f"{name} {attribute}={value}"


def _without_text(html: str) -> str:
    return "".join(re.findall(r"<[^>]*>", html))
