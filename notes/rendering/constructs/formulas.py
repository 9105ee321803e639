"""Formulas within a line of text.

What is between the delimiters becomes a token's content verbatim: no emphasis, no escapes, no entities.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from notes.rendering.markdown.inline_parser import InlineState

_RUN_OF_DOLLARS = re.compile(r"\${2,}")


def install(md: MarkdownIt) -> None:
    md.inline.ruler.before("escape", "formula", formula)


def formula(state: StateInline, silent: bool) -> bool:
    if not isinstance(state, InlineState):
        return False
    found = state.formulas.at(state.pos, state.posMax)
    if found is None:
        return _lone_opener(state, silent)
    if not silent:
        token = state.push("formula", "", 0)
        token.content = state.src[found.tex_start : found.tex_end]
        token.markup = state.src[found.start : found.end]
        token.meta = {"display": found.display, "environment": found.environment, "offset": found.tex_start}
    state.pos = found.end
    return True


def _lone_opener(state: StateInline, silent: bool) -> bool:
    """Keep a run of dollars that opens nothing as text, in one piece so that the author can be told of it."""
    run = _RUN_OF_DOLLARS.match(state.src, state.pos, state.posMax)
    if run is None:
        return False
    if not silent:
        token = state.push("lone_dollars", "", 0)
        token.content = run[0]
        token.meta = {"offset": state.pos}
    state.pos = run.end()
    return True
