"""Parse and render formulas.

The text between the delimiters is the content of a token, verbatim: no emphasis, no escapes, no entities. A display
formula on separate lines is a block, which may interrupt a paragraph, a list item or a quote.
"""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from notes.rendering.construct import Construct
from notes.rendering.markdown.inline_parser import InlineState
from notes.rendering.markdown.multiline_math import MathSpans
from notes.rendering.state import RenderState

_DOLLARS = re.compile(r"\${2,}")


def install(md: MarkdownIt) -> None:
    md.inline.ruler.before("escape", "formula", formula)
    interrupts = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "formula_block", formula_block, {"alt": interrupts})


def formula(state: StateInline, silent: bool) -> bool:
    if not isinstance(state, InlineState):
        return False
    found = state.math_delimiters.at(state.pos, state.posMax)
    if found is None:
        return _unmatched_dollars(state, silent)
    if not silent:
        token = state.push("formula", "", 0)
        token.content = state.src[found.tex_start : found.tex_end]
        token.markup = state.src[found.start : found.end]
        token.meta = {"display": found.display, "environment": found.environment, "offset": found.tex_start}
    state.pos = found.end
    return True


def _unmatched_dollars(state: StateInline, silent: bool) -> bool:
    """A run of dollars that opens no formula: text, but one token, so that it can be reported."""
    run = _DOLLARS.match(state.src, state.pos, state.posMax)
    if run is None:
        return False
    if not silent:
        token = state.push("unmatched_dollars", "", 0)
        token.content = run[0]
        token.meta = {"offset": state.pos}
    state.pos = run.end()
    return True


def formula_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A display formula with nothing else on its lines. One with text after it is part of a paragraph."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(("$$", "\\[", "\\begin"), start, state.eMarks[start_line]):
        return False
    if state.is_code_block(start_line):
        return False
    # A line with less indent than its container ends the container: the formula belongs to the outer one.
    indent = min(state.blkIndent, state.sCount[start_line])
    span = MathSpans.of(state).find_span(state, start_line, start, end_line, indent)
    if span is None:
        return False
    found, last_line = span
    if state.src[found.end : state.eMarks[last_line]].strip():
        return False
    if silent:
        return True

    opener, closer = found.tex_start - found.start, found.end - found.tex_end
    text = state.getLines(start_line, last_line + 1, state.blkIndent, False).strip()
    token = state.push("formula_block", "", 0)
    token.content = text[opener : len(text) - closer]
    token.map = [start_line, last_line + 1]
    token.meta = {"environment": found.environment, "source_offset": found.tex_start}
    state.line = last_line + 1
    return True


def _render_formula(token: Token, state: RenderState) -> str:
    formula = state.rendered_formula(token)
    return state.placeholders.add(formula.html, feed_html=formula.feed_html, text=token.content)


def _render_block(token: Token, state: RenderState) -> str:
    return f"<p>{_render_formula(token, state)}</p>\n" if state.rendered_formula(token).html else ""


def _render_dollars(token: Token, state: RenderState) -> str:
    return escape(token.content)


CONSTRUCT = Construct(
    install=install,
    triggers={"formula": "$\\", "formula_block": "$\\"},
    renderers={
        "formula": _render_formula,
        "formula_block": _render_block,
        "unmatched_dollars": _render_dollars,
    },
)
