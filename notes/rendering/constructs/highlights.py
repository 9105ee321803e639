"""Highlights: `==text==`, as in Obsidian and Typora.

The delimiters are exactly two equals signs and follow the rules of `**`, except that between two Latin letters or
digits they are text, as in `x==y`.
"""

from __future__ import annotations

from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from notes.rendering.characters import is_cjk
from notes.rendering.construct import Construct

_DELIMITER = "=="


def install(md: MarkdownIt) -> None:
    md.inline.ruler.before("emphasis", "highlight", highlight)
    md.inline.ruler2.before("emphasis", "highlight", pair_delimiters)


def highlight(state: StateInline, silent: bool) -> bool:
    """Push a run of equals signs as text, and record it if it may be a delimiter."""
    if silent:
        return False
    run = state.scanDelims(state.pos, True)
    token = state.push("text", "", 0)
    token.content = "=" * run.length
    if run.length == len(_DELIMITER) and not _is_within_word(state):
        index = len(state.tokens) - 1
        # A length of 0 turns off CommonMark's “rule of 3”, which is for `*` and `_` only.
        state.delimiters.append(Delimiter(ord("="), 0, index, -1, run.can_open, run.can_close))
    state.pos += run.length
    return True


def pair_delimiters(state: StateInline) -> None:
    """Turn paired delimiters into the tags of an element."""
    nested = (meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)
    for delimiters in (state.delimiters, *nested):
        for opener in delimiters:
            if opener.marker == ord("=") and opener.end >= 0:
                _make_tag(state.tokens[opener.token], "mark_open", 1)
                _make_tag(state.tokens[delimiters[opener.end].token], "mark_close", -1)


def _is_within_word(state: StateInline) -> bool:
    end = state.pos + len(_DELIMITER)
    return _is_latin(state.src[max(0, state.pos - 1) : state.pos]) and _is_latin(state.src[end : end + 1])


def _is_latin(character: str) -> bool:
    return character.isalnum() and not is_cjk(character)


def _make_tag(token: Token, token_type: str, nesting: Literal[1, -1]) -> None:
    token.type, token.tag, token.nesting = token_type, "mark", nesting
    token.markup, token.content = _DELIMITER, ""


CONSTRUCT = Construct(
    install=install,
    triggers={"highlight": "="},
)
