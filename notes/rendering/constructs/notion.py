"""Callouts exported by Notion: `<aside>💡 …</aside>` with Markdown content."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from notes.rendering.construct import Construct
from notes.rendering.constructs.callouts import open_callout

_OPENING = re.compile(r"<aside(?:[ \t][^<>]*)?>", re.IGNORECASE)
_CLOSING = re.compile(r"</aside>[ \t]*$", re.IGNORECASE)
_ICON = re.compile(
    r"(?P<icon>[\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u2139\u203c\u2049\U0001f300-\U0001faff]\ufe0f?)[ \t]*"
)
_KINDS = {
    "💡": "tip",
    "⚠": "warning",
    "❗": "important",
    "‼": "important",
    "🚨": "danger",
    "❓": "question",
    "ℹ": "info",
}


def install(md: MarkdownIt) -> None:
    md.block.ruler.before("html_block", "notion_aside", notion_aside, {"alt": ["paragraph", "reference", "blockquote"]})


def notion_aside(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """An `<aside>` up to its `</aside>`. The icon selects the kind of callout."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    tag = _OPENING.match(state.src, start, state.eMarks[start_line])
    if tag is None or state.is_code_block(start_line):
        return False
    closing = _find_closing_tag(state, start_line, end_line)
    if closing is None:
        return False
    if silent:
        return True
    last_line, closing_tag = closing

    saved = state.bMarks[start_line], state.tShift[start_line], state.eMarks[last_line], state.lineMax
    state.eMarks[last_line] = closing_tag
    state.lineMax = last_line + 1
    first_line = _move_line_start(state, start_line, tag.end())
    kind = "note"
    if first_line <= last_line:
        text = state.bMarks[first_line] + state.tShift[first_line]
        if icon := _ICON.match(state.src, text, state.eMarks[first_line]):
            kind = _KINDS.get(icon["icon"].rstrip("\ufe0f"), "note")
            _move_line_start(state, first_line, icon.end())

    outer, state.parentType = state.parentType, "blockquote"
    opening = state.push("blockquote_open", "blockquote", 1)
    opening.map = [start_line, last_line + 1]
    opening.meta = {"type": kind, "fold": "", "label": ""}
    open_callout(state, opening, start_line, "")
    state.md.block.tokenize(state, first_line, last_line + 1)
    state.push("blockquote_close", "blockquote", -1)
    state.parentType = outer
    state.bMarks[start_line], state.tShift[start_line], state.eMarks[last_line], state.lineMax = saved
    state.line = last_line + 1
    return True


def _find_closing_tag(state: StateBlock, start_line: int, end_line: int) -> tuple[int, int] | None:
    """The line that ends with the closing tag, and the offset of the tag.

    A failed search is not repeated from a line within it, which would take quadratic time.
    """
    failed_from, failed_to = state.env.get("unclosed_asides", (0, 0))
    if failed_from < start_line and end_line <= failed_to:
        return None
    for line in range(start_line, end_line):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return None
        if tag := _CLOSING.search(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]):
            return line, tag.start()
    state.env["unclosed_asides"] = (start_line, end_line)
    return None


def _move_line_start(state: StateBlock, line: int, position: int) -> int:
    """Let `line` begin at `position`; return the first line from there that is not empty."""
    state.bMarks[line] = position
    state.tShift[line] = state.skipSpaces(position) - position
    while line < state.lineMax and state.bMarks[line] + state.tShift[line] >= state.eMarks[line]:
        line += 1
    return line


CONSTRUCT = Construct(
    install=install,
    triggers={"notion_aside": "<"},
)
