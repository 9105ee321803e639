"""The last touch on links and images, written in Markdown or in HTML alike.

It reads nh3's output, whose form is canonical: every attribute in double quotes, every `<` of a text escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from urllib.parse import unquote, urlsplit

_LINK_OR_IMAGE = re.compile(r'<(a|img)((?: [a-z-]+="[^"]*")*)>')
_NEWLINE_IN_PRE = re.compile(r"<pre(?: [^>]*)?>(?=\n)")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


def decorate(html: str, *, host: str, image_sizes: Iterable[tuple[str, int, int]]) -> str:
    """Mark links to hosts other than `host`; give images their known size in pixels, and load them lazily."""
    sizes = {address: (width, height) for address, width, height in image_sizes}

    def finished(match: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(match[2]))
        if match[1] == "a":
            if _is_external(unescape(attributes.get("href", "")), host):
                attributes |= {"class": "external", "rel": "noopener"}
        else:
            size = _size(unescape(attributes.get("src", "")), sizes)
            if size and "width" not in attributes and "height" not in attributes:
                attributes |= {"width": str(size[0]), "height": str(size[1])}
            attributes.setdefault("alt", "")
            attributes |= {"loading": "lazy", "decoding": "async"}
        written = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return f"<{match[1]}{written}>"

    # A parser drops the first newline of a `<pre>`, so one that is to be read needs another before it.
    return _LINK_OR_IMAGE.sub(finished, _NEWLINE_IN_PRE.sub(r"\g<0>\n", html))


def _is_external(address: str, host: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return bool(parts.netloc) and parts.scheme in ("", "http", "https") and parts.netloc.lower() != host.lower()


def _size(address: str, sizes: dict[str, tuple[int, int]]) -> tuple[int, int] | None:
    return sizes.get(address) or sizes.get(unquote(address))
