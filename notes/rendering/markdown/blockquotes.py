"""markdown-it's rule for block quotes, without its quadratic time.

A quote may continue in lines without `>`, so the rule searches for its last possible line before it parses the content.
If the content ends earlier, as after `> # heading`, the next quote searches the same lines again. The number of lines
that a note may search past the ends of its quotes is limited; after that, a quote ends at the first line without `>`.
"""

from __future__ import annotations

from typing import NamedTuple

from markdown_it.rules_block import StateBlock

MAX_EXTRA_LINES = 200_000
"""Lines past their ends that all quotes of a note may search, which takes about a second."""

_EXTRA_LINES = "quote_extra_lines"
"""The key of the count in markdown-it's `env`."""


class _Line(NamedTuple):
    """markdown-it's offsets of a line, which exclude the markers of the containers around it."""

    start: int
    base_indent: int
    text_offset: int
    indent: int


def blockquote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line) or not _has_marker(state, start_line):
        return False
    if silent:
        return True
    outer = state.lineMax, state.parentType, state.blkIndent
    state.parentType = "blockquote"
    after_last, outer_lines = _search(state, start_line, end_line)

    state.blkIndent = 0
    opening = state.push("blockquote_open", "blockquote", 1)
    opening.markup = ">"
    opening.map = [start_line, after_last]
    state.md.block.tokenize(state, start_line, after_last)
    state.push("blockquote_close", "blockquote", -1).markup = ">"
    opening.map[1] = state.line
    state.env[_EXTRA_LINES] = state.env.get(_EXTRA_LINES, 0) + after_last - state.line

    state.lineMax, state.parentType, state.blkIndent = outer
    for line, offsets in enumerate(outer_lines, start_line):
        state.bMarks[line], state.bsCount[line], state.tShift[line], state.sCount[line] = offsets
    return True


def _search(state: StateBlock, start_line: int, end_line: int) -> tuple[int, list[_Line]]:
    """Skip the markers of the quote's lines; return the line after the last possible one, and the original offsets."""
    terminators = state.md.block.ruler.getRules("blockquote")
    is_over_limit = state.env.get(_EXTRA_LINES, 0) > MAX_EXTRA_LINES
    outer_lines: list[_Line] = []
    after_blank = False
    line = start_line
    while line < end_line and not state.isEmpty(line):
        offsets = _Line(state.bMarks[line], state.bsCount[line], state.tShift[line], state.sCount[line])
        if _has_marker(state, line) and (line == start_line or offsets.indent >= state.blkIndent):
            outer_lines.append(offsets)
            _skip_marker(state, line)
            after_blank = state.isEmpty(line)
        elif after_blank:
            break
        elif is_over_limit or any(rule(state, line, end_line, True) for rule in terminators):
            # No paragraph within the quote may look for its continuation past this line.
            state.lineMax = line
            if state.blkIndent:
                outer_lines.append(offsets)
                state.sCount[line] -= state.blkIndent
            break
        else:
            outer_lines.append(offsets)
            # markdown-it's mark of a lazy continuation line.
            state.sCount[line] = -1
        line += 1
    return line, outer_lines


def _has_marker(state: StateBlock, line: int) -> bool:
    return state.src.startswith(">", state.bMarks[line] + state.tShift[line], state.eMarks[line])


def _skip_marker(state: StateBlock, line: int) -> None:
    """Let a line begin after its `>` and one space. The rest of a tab is indent."""
    position = state.bMarks[line] + state.tShift[line] + 1
    column = content_column = state.sCount[line] + 1
    following = state.src[position : position + 1]
    is_space = following in (" ", "\t") and position < state.eMarks[line]
    is_part_of_tab = 0
    if is_space:
        if following == " " or (state.bsCount[line] + column) % 4 == 3:
            position += 1
            column = content_column = column + 1
        else:
            is_part_of_tab = 1
    start = position
    while position < state.eMarks[line] and state.src[position] in " \t":
        is_tab = state.src[position] == "\t"
        column += 4 - (column + state.bsCount[line] + is_part_of_tab) % 4 if is_tab else 1
        position += 1
    state.bsCount[line] = state.sCount[line] + 1 + is_space
    state.bMarks[line], state.tShift[line] = start, position - start
    state.sCount[line] = column - content_column
