"""Autolinks: `https://…`, `www.…` and email addresses without brackets, in text of any script.

A URL ends at the first character that is not ASCII, at a space, or at `<`; punctuation at its end is not part of it. A
host has at most 21 labels, so that a long run of `www.` without a URL takes linear time.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from notes.rendering.construct import Construct

_URL = re.compile(
    r"(?:https?://|www\.)(?:[a-z0-9-]+(?:_[a-z0-9-]+)*\.){0,20}[a-z0-9-]+(?::\d{1,5})?(?:[/?#][!#-;=?-_a-~]{0,2000})?",
    re.IGNORECASE,
)
_HAS_DOT = re.compile(r"www\.[a-z0-9-]+\.[a-z0-9-]", re.IGNORECASE)
_TRAILING_ENTITY = re.compile(r"&[A-Za-z0-9]{1,32};$")
_TRAILING_PUNCTUATION = "?!.,:*_~'\"[]"
_MAILBOX = re.compile(r"[A-Za-z0-9._+-]{1,64}$")
_MAIL_HOST = re.compile(
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.){1,12}[A-Za-z0-9-]{0,61}[A-Za-z](?![A-Za-z0-9_-])"
)


def install(md: MarkdownIt) -> None:
    md.inline.ruler.after("text", "url", url)
    md.inline.ruler.after("url", "email", email)


def url(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "hHwW" or state.linkLevel:
        return False
    match = _URL.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    text = _trim(match[0])
    if text[0] in "wW" and not _HAS_DOT.match(text):
        return False
    if "//" in text[:8] and text.endswith("//"):
        return False
    return _link(state, text, text if text[0] in "hH" else f"http://{text}", silent)


def email(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "@" or state.linkLevel or silent:
        return False
    mailbox = _MAILBOX.search(state.src, max(0, state.pos - 64), state.pos)
    host = _MAIL_HOST.match(state.src, state.pos, state.posMax)
    if mailbox is None or host is None or not state.pending.endswith(mailbox[0]):
        return False
    state.pending = state.pending[: -len(mailbox[0])]
    return _link(state, mailbox[0] + host[0], f"mailto:{mailbox[0]}{host[0]}", silent, len(host[0]))


def _trim(url: str) -> str:
    """The URL without punctuation and without unmatched closing brackets at its end."""
    while True:
        kept = _TRAILING_ENTITY.sub("", url).rstrip(_TRAILING_PUNCTUATION)
        if kept.endswith(")"):
            surplus = kept.count(")") - kept.count("(")
            closing = len(kept) - len(kept.rstrip(")"))
            kept = kept[: len(kept) - max(0, min(surplus, closing))]
        if kept == url:
            return url
        url = kept


def _link(state: StateInline, text: str, href: str, silent: bool, advance: int | None = None) -> bool:
    href = state.md.normalizeLink(href)
    if not state.md.validateLink(href):
        return False
    if not silent:
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": href}
        opening.markup = "autolink"
        opening.info = "auto"
        state.push("text", "", 0).content = text
        closing = state.push("link_close", "a", -1)
        closing.markup = "autolink"
        closing.info = "auto"
    state.pos += len(text) if advance is None else advance
    return True


CONSTRUCT = Construct(
    install=install,
    triggers={"url": "hHwW", "email": "@"},
    terminator=r"(?<![A-Za-z0-9])(?:https?://|www\.)",
)
