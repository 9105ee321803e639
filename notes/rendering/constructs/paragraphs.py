"""Paragraphs and underlined headings, which know that a formula opened on one line may close on another.

CommonMark ends a paragraph at a line that looks like a list, a heading or an underline. The lines of a display formula
opened within the paragraph look like all of these, and blank lines in it end nothing, so this rule steps over them. It
takes the place of markdown-it's `paragraph` and `lheading`, and walks the lines once where they walk them twice.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock

from notes.rendering.construct import Construct
from notes.rendering.markdown.multiline_math import MathSpans


def install(md: MarkdownIt) -> None:
    md.block.ruler.disable("lheading")
    md.block.ruler.at("paragraph", text_block)


def text_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    landmarks = MathSpans.of(state)
    terminators = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    level = 0
    line = landmarks.last_line(state, start_line, state.lineMax) + 1
    while line < state.lineMax and not state.isEmpty(line):
        is_lazy = state.sCount[line] < 0 or state.sCount[line] - state.blkIndent > 3
        if not is_lazy:
            level = _underline_level(state, line) if line < end_line else 0
            if level or any(rule(state, line, state.lineMax, True) for rule in terminators):
                break
        line = landmarks.last_line(state, line, state.lineMax) + 1
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
    """1 for a line of `=`, 2 for a line of `-`, 0 for any other."""
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
