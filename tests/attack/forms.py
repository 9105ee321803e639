"""HTML forms: parse their initial values, and encode them as a browser does."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib

Values = dict[str, list[str]]
NOT_SENT = {"submit", "button", "image", "file", "reset"}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    content: bytes
    content_type: str = "image/png"


def parse_html(text: str) -> Element:
    document: Element = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    return document


def fields_of(page: str, containing: str) -> Values:
    """The initial values of the form that has a control named `containing`, without buttons."""
    for form in parse_html(page).iter("form"):
        values: Values = {}
        for control in form.iter():
            if (name := control.get("name")) and "disabled" not in control.attrib:
                values.setdefault(name, []).extend(values_of(control))
        if containing in values:
            return {name: sent for name, sent in values.items() if sent}
    raise LookupError(f"The page has no form with a control named {containing}.")


def values_of(control: Element) -> list[str]:
    kind = control.get("type", "text").lower()
    if control.tag == "textarea":
        return ["".join(control.itertext())]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib]
        chosen = chosen or ([] if "multiple" in control.attrib else options[:1])
        return [option.get("value", "".join(option.itertext())) for option in chosen]
    if control.tag != "input" or kind in NOT_SENT:
        return []
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if "checked" in control.attrib else []
    return [control.get("value", "")]


def urlencoded(values: Mapping[str, list[str]]) -> tuple[str, bytes]:
    """A content type and a body."""
    pairs = [(name, value) for name, sent in values.items() for value in sent]
    return "application/x-www-form-urlencoded", urlencode(pairs, errors="surrogatepass").encode()


def multipart(values: Mapping[str, list[str]], files: Mapping[str, File]) -> tuple[str, bytes]:
    boundary = f"boundary{secrets.token_hex(8)}"
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode("utf-8", "surrogatepass")
        for name, sent in values.items()
        for value in sent
    ]
    parts += [
        f'Content-Disposition: form-data; name="{name}"; filename="{file.name}"\r\n'
        f"Content-Type: {file.content_type}\r\n\r\n".encode("utf-8", "surrogatepass")
        + file.content
        for name, file in files.items()
    ]
    delimiter = f"--{boundary}".encode()
    body = b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + b"--\r\n"
    return f"multipart/form-data; boundary={boundary}", body
