"""Find active content in a response: scripts, event handlers, `javascript:` links, evaluated templates."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib

from tests.attack.forms import parse_html
from tests.attack.wire import Response
from tests.rendering.xss.safety import faults

ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "background", "cite", "xlink:href")
SAFE_ADDRESS = re.compile(r"(?:https?:|mailto:|tel:|(?![a-z][a-z0-9+.-]*:))", re.IGNORECASE)
NEVER = {"object", "embed", "applet", "base", "frame", "frameset", "style"}
OWN_SCRIPTS = ("/static/", "/admin/jsi18n/")
TEMPLATED = re.compile(r"\b1337\b")
"""The value of `{{191*7}}`."""


def check(response: Response) -> str:
    """The active content of a response that shows input of an attacker."""
    content_type = response.header("Content-Type").partition(";")[0]
    if content_type == "text/html":
        found = [*html_faults(response.text)]
    elif content_type.endswith("xml"):
        found = [*xml_faults(response)]
    elif content_type == "application/json":
        found = faults(json.loads(response.body).get("html", ""))
    else:
        found = (
            []
            if content_type in ("text/markdown", "text/plain", "text/javascript", "")
            else [f"the type {content_type}"]
        )
    found += ["a template was evaluated"] if TEMPLATED.search(response.text) else []
    return ", ".join(dict.fromkeys(found))


def reflected(response: Response) -> str:
    """Like `check`, but parse only if the payload `xss()` is in the response: parsing costs more than the request."""
    is_there = "xss()" in html.unescape(response.text) or TEMPLATED.search(response.text)
    return check(response) if is_there else ""


def html_faults(text: str) -> Iterator[str]:
    page = parse_html(text)
    for element in page.iter():
        if isinstance(element.tag, str):
            yield from faults_of(element)
        if "prose" in (element.get("class") or "").split():
            yield from faults("".join(html5lib.serialize(child, tree="etree") for child in element))


def faults_of(element: Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    source = element.get("src") or ""
    is_data = element.get("type") in ("application/json", "application/ld+json")
    if name == "script" and not is_data and (not source.startswith(OWN_SCRIPTS) or (element.text or "").strip()):
        yield f"<script src={source!r}>"
    if name in NEVER or (name == "iframe" and "data-editor-frame" not in element.attrib):
        yield f"<{name}>"
    if name == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
        yield "<meta http-equiv=refresh>"
    for attribute, value in element.attrib.items():
        attribute = str(attribute).rpartition("}")[2].lower()
        if attribute.startswith("on") or attribute == "srcdoc":
            yield f"{name} {attribute}"
        if attribute in ADDRESSES and not SAFE_ADDRESS.match(re.sub(r"[\x00-\x20]", "", value)):
            yield f"{name} {attribute}={value[:60]!r}"


def xml_faults(response: Response) -> Iterator[str]:
    try:
        root = ElementTree.fromstring(response.body)
    except ElementTree.ParseError as error:
        yield f"it is not well-formed XML: {error}"
        return
    for element in root.iter():
        if element.tag.endswith("}content"):
            yield from (fault for fault in faults(element.text or "") if fault != "a placeholder")
