"""Display formulas that begin a line: blocks of their own, which may interrupt a paragraph, a list item or a quote."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from notes.rendering.markdown.multiline_math import MathSpans


def install(md: MarkdownIt) -> None:
    interrupts = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("fence", "formula_block", formula_block, {"alt": interrupts})


def formula_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A display formula with nothing else on its lines; with text after it, it belongs to a paragraph."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith(("$$", "\\[", "\\begin"), start, state.eMarks[start_line]):
        return False
    if state.is_code_block(start_line):
        return False
    # A line short of its container's indent ends the container, so the formula is a block of what is around it.
    indent = min(state.blkIndent, state.sCount[start_line])
    closed = MathSpans.of(state).closed_in(state, start_line, start, end_line, indent)
    if closed is None:
        return False
    found, last_line = closed
    if state.src[found.end : state.eMarks[last_line]].strip():
        return False
    if silent:
        return True

    opener, closer = found.tex_start - found.start, found.end - found.tex_end
    whole = state.getLines(start_line, last_line + 1, state.blkIndent, False).strip()
    token = state.push("formula_block", "", 0)
    token.content = whole[opener : len(whole) - closer]
    token.map = [start_line, last_line + 1]
    token.meta = {"environment": found.environment, "source_offset": found.tex_start}
    state.line = last_line + 1
    return True
