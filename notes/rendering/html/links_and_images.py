"""Mark external links and complete the attributes of images, from Markdown and from raw HTML.

The input is nh3's output, which is canonical: attributes are in double quotes, and `<` in text is escaped.
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
    """Mark links to hosts other than `host`, set the known sizes of images in pixels, and make images load lazily."""
    sizes = {url: (width, height) for url, width, height in image_sizes}

    def decorate_tag(match: re.Match[str]) -> str:
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
        serialized = "".join(f' {name}="{value}"' for name, value in attributes.items())
        return f"<{match[1]}{serialized}>"

    # Browsers ignore the first newline of a `<pre>`, so a second one is added before it.
    return _LINK_OR_IMAGE.sub(decorate_tag, _NEWLINE_IN_PRE.sub(r"\g<0>\n", html))


def _is_external(url: str, host: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return bool(parts.netloc) and parts.scheme in ("", "http", "https") and parts.netloc.lower() != host.lower()


def _size(url: str, sizes: dict[str, tuple[int, int]]) -> tuple[int, int] | None:
    return sizes.get(url) or sizes.get(unquote(url))
