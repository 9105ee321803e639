"""Placeholders for trusted HTML that bypasses the sanitizer, such as formulas and highlighted code.

A placeholder is an empty element with a random nonce, which the sanitizer keeps and which is replaced afterwards. The
nonce also distinguishes generated `id` and `class` attributes from an author's. Authors cannot forge it, and it never
appears in the output.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from html import escape

_PLACEHOLDER = re.compile(r'<(span|div) data-placeholder="n[0-9a-f]{16}-(\d+)"></\1>')
"""A placeholder in sanitized HTML. The sanitizer keeps the attribute only with the nonce."""

_PLACEHOLDER_AS_TEXT = re.compile(
    r"(?:&lt;(?:span|div) data-placeholder=(?:\"|&quot;))?(n[0-9a-f]{16})-(\d+)"
    r"(?:(?:\"|&quot;)(?:&gt;|>)(?:&lt;|<)/(?:span|div)(?:&gt;|>))?"
)
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"</?a\b")
_HREF = re.compile(r' href="[^"]*"')
_ID_OR_HREF = re.compile(r' (?:id|href)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Fragment:
    """Trusted HTML, its variants for a feed and within a link, and the text used where no element is possible."""

    html: str
    feed_html: str
    html_in_link: str | None
    text: str

    def variant(self, *, feed: bool, in_link: bool) -> str:
        if feed:
            return self.feed_html
        if in_link:
            return _without_links(self.html, _HREF) if self.html_in_link is None else self.html_in_link
        return self.html


class Placeholders:
    """The fragments of one rendering."""

    def __init__(self, source: str) -> None:
        self.nonce = _nonce_not_in(source)
        self._fragments: list[Fragment] = []

    def add(
        self,
        html: str,
        *,
        feed_html: str | None = None,
        html_in_link: str | None = None,
        text: str = "",
        block: bool = False,
    ) -> str:
        """Store `html` and return its placeholder, a `div` if `block`, else a `span`.

        `feed_html` replaces it in feeds, by default `html`; `html_in_link` within a link, by default `html` without its
        links; and `text` where the placeholder ends up as text.
        """
        self._fragments.append(Fragment(html, html if feed_html is None else feed_html, html_in_link, text))
        tag = "div" if block else "span"
        return f'<{tag} data-placeholder="{self.nonce}-{len(self._fragments) - 1}"></{tag}>'

    def mark(self, value: str) -> str:
        """Mark the value of an `id` or `class` attribute as generated."""
        return f"{self.nonce}{value}"

    def substitute(self, html: str, *, feed: bool = False) -> str:
        """Replace the placeholders in sanitized HTML by their fragments."""

        def text(match: re.Match[str]) -> str:
            return escape(self._fragments[int(match[2])].text) if match[1] == self.nonce else match[0]

        # Placeholders that ended up as text are replaced only between the fragments, not in their content.
        between, *rest = _PLACEHOLDER.split(html)
        pieces = [_PLACEHOLDER_AS_TEXT.sub(text, between)]
        open_links = _links_opened(between)
        for index, between in zip(rest[1::3], rest[2::3], strict=True):
            pieces.append(self._fragments[int(index)].variant(feed=feed, in_link=open_links > 0))
            pieces.append(_PLACEHOLDER_AS_TEXT.sub(text, between))
            open_links += _links_opened(between)
        return "".join(pieces)


def without_links_and_ids(html: str) -> str:
    """A typeset formula without links and ids, for a second copy of it in a page."""
    return _without_links(html, _ID_OR_HREF)


def _without_links(html: str, attributes: re.Pattern[str]) -> str:
    """The HTML without the tags of links, and without `attributes` in other tags."""

    def clean(tag: re.Match[str]) -> str:
        return "" if _LINK.match(tag[0]) else attributes.sub("", tag[0])

    return _TAG.sub(clean, html)


def _links_opened(html: str) -> int:
    """The number of links that the HTML opens, less the number that it closes."""
    return html.count("<a ") + html.count("<a>") - html.count("</a>")


def _nonce_not_in(source: str) -> str:
    while True:
        nonce = "n" + secrets.token_hex(8)
        if nonce not in source:
            return nonce
