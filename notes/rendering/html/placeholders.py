"""Trusted HTML that bypasses the sanitiser: placeholders go in, and the fragments replace them last.

A placeholder is an exact element carrying a random nonce, so that no author can forge one; the sanitiser sees and keeps
an empty element where a formula, highlighted code or a checkbox will stand. Attributes of ours are told from an
author's by the same nonce. It never reaches the output, which depends on the source alone.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from html import escape

_PLACEHOLDER = re.compile(r'<(span|div) data-splice="n[0-9a-f]{16}-(\d+)"></\1>')
"""A placeholder in sanitised HTML, where the sanitiser left the attribute only with our nonce."""

_REMAINS = re.compile(
    r"(?:&lt;(?:span|div) data-splice=(?:\"|&quot;))?(n[0-9a-f]{16})-(\d+)"
    r"(?:(?:\"|&quot;)(?:&gt;|>)(?:&lt;|<)/(?:span|div)(?:&gt;|>))?"
)
_TAG = re.compile(r"<[^>]*>")
_LINK = re.compile(r"</?a\b")
_ADDRESS = re.compile(r' href="[^"]*"')
_ID_OR_ADDRESS = re.compile(r' (?:id|href)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of trusted HTML, the same for feeds, and the text that stands in where no element can."""

    html: str
    feed_html: str
    linked_html: str | None
    text: str

    def variant(self, *, feed: bool, in_link: bool) -> str:
        """The fragment for a feed or a page, without links of its own where it stands in one."""
        if feed:
            return self.feed_html
        if in_link:
            return _without(_ADDRESS, self.html) if self.linked_html is None else self.linked_html
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
        linked_html: str | None = None,
        text: str = "",
        block: bool = False,
    ) -> str:
        """A placeholder for `html`.

        `feed_html` takes its place in feeds and `linked_html` within a link; without them it is the same there, but for
        its own links.
        """
        self._fragments.append(Fragment(html, html if feed_html is None else feed_html, linked_html, text))
        tag = "div" if block else "span"
        return f'<{tag} data-splice="{self.nonce}-{len(self._fragments) - 1}"></{tag}>'

    def mark(self, value: str) -> str:
        """Mark the value of an `id` or `class` as ours."""
        return f"{self.nonce}{value}"

    def substitute(self, sanitised: str, *, feed: bool = False) -> str:
        """Put the fragments in the place of their placeholders."""

        def text(match: re.Match[str]) -> str:
            return escape(self._fragments[int(match[2])].text) if match[1] == self.nonce else match[0]

        # A placeholder that ended up as text, within a raw-text element, is text for good. Those go first, so that no
        # fragment's own content is searched for placeholders.
        between, *rest = _PLACEHOLDER.split(sanitised)
        pieces = [_REMAINS.sub(text, between)]
        open_links = _change_of_links(between)
        for number, between in zip(rest[1::3], rest[2::3], strict=True):
            pieces.append(self._fragments[int(number)].variant(feed=feed, in_link=open_links > 0))
            pieces.append(_REMAINS.sub(text, between))
            open_links += _change_of_links(between)
        return "".join(pieces)


def unlinked(html: str) -> str:
    """A drawn formula without its links and ids, for where it stands a second time."""
    return _without(_ID_OR_ADDRESS, html)


def _without(attributes: re.Pattern[str], html: str) -> str:
    """The HTML without the tags of links, and the others without these attributes."""

    def shorter(tag: re.Match[str]) -> str:
        return "" if _LINK.match(tag[0]) else attributes.sub("", tag[0])

    return _TAG.sub(shorter, html)


def _change_of_links(html: str) -> int:
    return html.count("<a ") + html.count("<a>") - html.count("</a>")


def _nonce_not_in(source: str) -> str:
    while True:
        nonce = "n" + secrets.token_hex(8)
        if nonce not in source:
            return nonce
