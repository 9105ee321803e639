"""Bare addresses: `https://…`, `www.…` and e-mail, whatever script surrounds them.

An address ends at the first character that is not ASCII, at a space, or at `<`; marks at its end are the sentence's.
Its host has at most 21 labels, so that a row of `www.` that is no address is not read to its end from each of them.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from notes.rendering.construct import Construct

_ADDRESS = re.compile(
    r"(?:https?://|www\.)(?:[a-z0-9-]+(?:_[a-z0-9-]+)*\.){0,20}[a-z0-9-]+(?::\d{1,5})?(?:[/?#][!#-;=?-_a-~]{0,2000})?",
    re.IGNORECASE,
)
_HAS_DOT = re.compile(r"www\.[a-z0-9-]+\.[a-z0-9-]", re.IGNORECASE)
_TRAILING_ENTITY = re.compile(r"&[A-Za-z0-9]{1,32};$")
_TRAILING_MARKS = "?!.,:*_~'\"[]"
_MAILBOX = re.compile(r"[A-Za-z0-9._+-]{1,64}$")
_MAIL_HOST = re.compile(
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.){1,12}[A-Za-z0-9-]{0,61}[A-Za-z](?![A-Za-z0-9_-])"
)


def install(md: MarkdownIt) -> None:
    md.inline.ruler.after("text", "bare_address", bare_address)
    md.inline.ruler.after("bare_address", "bare_mail", bare_mail)


def bare_address(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "hHwW" or state.linkLevel:
        return False
    match = _ADDRESS.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    address = trim(match[0])
    if address[0] in "wW" and not _HAS_DOT.match(address):
        return False
    if "//" in address[:8] and address.endswith("//"):
        return False
    return _link(state, address, address if address[0] in "hH" else f"http://{address}", silent)


def bare_mail(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "@" or state.linkLevel or silent:
        return False
    mailbox = _MAILBOX.search(state.src, max(0, state.pos - 64), state.pos)
    host = _MAIL_HOST.match(state.src, state.pos, state.posMax)
    if mailbox is None or host is None or not state.pending.endswith(mailbox[0]):
        return False
    state.pending = state.pending[: -len(mailbox[0])]
    return _link(state, mailbox[0] + host[0], f"mailto:{mailbox[0]}{host[0]}", silent, len(host[0]))


def trim(address: str) -> str:
    """Give the marks at an address' end, and a bracket that nothing in it opens, back to the sentence."""
    while True:
        kept = _TRAILING_ENTITY.sub("", address).rstrip(_TRAILING_MARKS)
        if kept.endswith(")"):
            surplus = kept.count(")") - kept.count("(")
            closing = len(kept) - len(kept.rstrip(")"))
            kept = kept[: len(kept) - max(0, min(surplus, closing))]
        if kept == address:
            return address
        address = kept


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
    triggers={"bare_address": "hHwW", "bare_mail": "@"},
    terminator=r"(?<![A-Za-z0-9])(?:https?://|www\.)",
)
