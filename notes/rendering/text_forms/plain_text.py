"""A note as plain text, with formulas as Unicode and without markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from markdown_it.token import Token

from notes.rendering.math import to_unicode
from notes.rendering.state import RenderState

_BREAKING_TAG = re.compile(r"<br\b[^>]*>|</(?:td|th|p|div|li)>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^>]*>")
_LINE_ENDS = """
    paragraph_close heading_close callout_title_close theorem_title_close figcaption_open figcaption_close tr_close
    dt_close
"""
_ENDS_A_LINE = frozenset(_LINE_ENDS.split())
_ENDS_A_CELL = frozenset(("th_close", "td_close"))


def build_plain_text(state: RenderState) -> str:
    """The whole note, one block on each line."""
    pieces: list[str] = []
    for token in state.tokens:
        if token.type == "inline":
            pieces.append(inline_text(token.children or [], state))
        elif token.type == "formula_block":
            pieces.append(f"{state.rendered_formula(token).text}\n")
        elif token.type in ("fence", "code_block"):
            pieces.append(token.content)
        elif token.type == "html_block":
            pieces.append(f"{inline_text(token.children or [], state)}\n")
        elif token.type == "theorem_title_open":
            pieces.append(token.meta["name"] + (" " if token.meta["has_title"] else ""))
        elif token.type in _ENDS_A_LINE:
            pieces.append("\n")
        elif token.type in _ENDS_A_CELL:
            pieces.append(" ")
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def inline_text(tokens: Iterable[Token], state: RenderState) -> str:
    """The text of inline tokens."""
    return "".join(inline_token_text(token, state) for token in tokens)


def inline_token_text(token: Token, state: RenderState) -> str:
    """The text of one inline token."""
    match token.type:
        case "text" | "code_inline" | "unmatched_dollars":
            return token.content
        case "formula":
            return state.rendered_formula(token).text if "index" in token.meta else to_unicode(token.content)
        case "softbreak" | "hardbreak":
            return " "
        case "html_inline":
            return unescape(_TAG.sub("", _BREAKING_TAG.sub(" ", token.content)))
        case "image":
            return inline_text(token.children or [], state)
        case "note_link_open":
            return "" if token.meta["has_text"] else str(token.meta.get("text") or token.meta["slug"])
        case "equation_reference":
            return str(token.meta.get("text", token.content))
        case _:
            return ""
