"""Paragraphs and setext headings that may contain display formulas of several lines.

CommonMark ends a paragraph at a blank line, or at one that looks like a list, a heading or an underline. The lines of a
display formula may look like any of these, so this rule skips them. It replaces markdown-it's `paragraph` and
`lheading`, and visits each line once instead of twice.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock

from notes.rendering.construct import Construct
from notes.rendering.markdown.multiline_math import MathSpans


def install(md: MarkdownIt) -> None:
    md.block.ruler.disable("lheading")
    md.block.ruler.at("paragraph", paragraph)


def paragraph(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    math_spans = MathSpans.of(state)
    terminators = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    level = 0
    line = math_spans.last_line(state, start_line, state.lineMax) + 1
    while line < state.lineMax and not state.isEmpty(line):
        is_lazy = state.sCount[line] < 0 or state.sCount[line] - state.blkIndent > 3
        if not is_lazy:
            level = _underline_level(state, line) if line < end_line else 0
            if level or any(rule(state, line, state.lineMax, True) for rule in terminators):
                break
        line = math_spans.last_line(state, line, state.lineMax) + 1
    state.parentType = outer

    content = mdTrim(state.getLines(start_line, line, state.blkIndent, False))
    state.line = line + 1 if level else line
    kind, tag = ("heading", f"h{level}") if level else ("paragraph", "p")
    opening = state.push(f"{kind}_open", tag, 1)
    opening.map = [start_line, state.line]
    inline = state.push("inline", "", 0)
    inline.content = content
    inline.map = [start_line, line]
    inline.children = []
    closing = state.push(f"{kind}_close", tag, -1)
    if level:
        opening.markup = closing.markup = "=" if level == 1 else "-"
    return True


def _underline_level(state: StateBlock, line: int) -> int:
    """The heading level: 1 for a line of `=`, 2 for a line of `-`, 0 for any other line."""
    if state.sCount[line] < state.blkIndent:
        return 0
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip(" \t")
    if text and not text.strip("="):
        return 1
    if text and not text.strip("-"):
        return 2
    return 0


CONSTRUCT = Construct(
    install=install,
)
