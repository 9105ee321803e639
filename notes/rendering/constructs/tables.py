r"""Tables. A row is split into cells outside of formulas, code and note links: `| $|x|$ | b |` has two cells.

As on GitHub, `\|` is a bar within a cell. In a formula it stays `\|`, which is TeX for a norm.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from notes.rendering.construct import Construct
from notes.rendering.markdown.math_delimiters import MathDelimiters
from notes.rendering.state import RenderState

_MAX_MISSING_CELLS = 10_000
"""Cells added to the short rows of a table. Past the limit, the table ends."""

_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_SPECIAL = re.compile(r"\\.|`+|\$|\||\[\[")
_NOTE_LINK = re.compile(r"\[\[[\w#:.-]+\|[^\[\]|]+\]\]")
_ESCAPED_BAR = re.compile(r"\\\|")
_LIST_MARKER = re.compile(r"-[ \t]")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, its offset in the row, and the offsets at which a backslash was removed from it."""

    content: str
    start: int
    removed: tuple[int, ...]


def install(md: MarkdownIt) -> None:
    md.block.ruler.enable("table")
    md.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})


def table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if start_line + 2 > end_line or state.sCount[start_line + 1] < state.blkIndent:
        return False
    delimiter_row = _line(state, start_line + 1)
    if not delimiter_row.startswith(("|", "-", ":")) or "|" not in _line(state, start_line):
        return False
    if state.is_code_block(start_line) or state.is_code_block(start_line + 1):
        return False
    alignments = _alignments(delimiter_row)
    if not alignments:
        return False
    header = _cells_of_line(state, start_line)
    if len(header) != len(alignments):
        return False
    if silent:
        return True

    outer, state.parentType = state.parentType, "table"
    opening = state.push("table_open", "table", 1)
    state.push("thead_open", "thead", 1)
    _push_row(state, start_line, header, alignments, "th")
    state.push("thead_close", "thead", -1)
    line = _push_body(state, start_line + 2, end_line, alignments)
    state.push("table_close", "table", -1)
    opening.map = [start_line, line]
    state.parentType = outer
    state.line = line
    return True


def split_row(row: str) -> list[Cell]:
    """The cells of a row. Bars at its ends are optional."""
    bars, escapes = _bars_and_escapes(row)
    first, last = (len(row) - len(row.lstrip(" \t")), len(row.rstrip(" \t")))
    if bars and bars[0] == first:
        first = bars.pop(0) + 1
    if bars and bars[-1] == last - 1:
        last = bars.pop()
    starts, ends = [first, *(bar + 1 for bar in bars)], [*bars, last]
    return [
        _cell(row, start, end, escapes[bisect_left(escapes, start) : bisect_left(escapes, end)])
        for start, end in zip(starts, ends, strict=True)
    ]


def _bars_and_escapes(row: str) -> tuple[list[int], list[int]]:
    r"""The offsets of the bars between cells, and of the backslash of each `\|` outside formulas."""
    bars: list[int] = []
    escapes: list[int] = []
    delimiters = MathDelimiters(row)
    position = 0
    while match := _SPECIAL.search(row, position):
        position = match.end()
        if match[0] == "|":
            bars.append(match.start())
        elif match[0][0] == "`":
            position = delimiters.end_of_code(match.start(), match.end())
            escapes += [escape.start() for escape in _ESCAPED_BAR.finditer(row, match.end(), position)]
        elif match[0] == "[[":
            if link := _NOTE_LINK.match(row, match.start()):
                position = link.end()
        elif match[0] == "\\|":
            escapes.append(match.start())
        elif found := delimiters.at(match.start(), len(row)):
            position = found.end
        elif match[0] == "$" and row.startswith("$$", match.start()):
            position = match.start() + 2
    return bars, escapes


def _cell(row: str, start: int, end: int, escapes: list[int]) -> Cell:
    text = row[start:end]
    inner = text.strip(" \t")
    start += len(text) - len(text.lstrip(" \t"))
    pieces, last = [], start
    for offset in escapes:
        pieces.append(row[last:offset])
        last = offset + 1
    pieces.append(row[last : start + len(inner)])
    removed = tuple(offset - start - count for count, offset in enumerate(escapes))
    return Cell("".join(pieces), start, removed)


def _alignments(row: str) -> list[str]:
    """The alignment of each column, `""` for the default; an empty list if `row` is not a delimiter row."""
    if _LIST_MARKER.match(row) or not _DELIMITER_ROW.fullmatch(row):
        return []
    columns = [column.strip(" \t") for column in row.strip(" \t").strip("|").split("|")]
    names = {(False, False): "", (True, False): "left", (False, True): "right", (True, True): "center"}
    return [names[column.startswith(":"), column.endswith(":")] for column in columns]


def _line(state: StateBlock, line: int) -> str:
    """A line's text within its container."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _cells_of_line(state: StateBlock, line: int) -> list[Cell]:
    start = state.bMarks[line] + state.tShift[line]
    offset = start - (state.src.rfind("\n", 0, start) + 1)
    return [Cell(cell.content, cell.start + offset, cell.removed) for cell in split_row(_line(state, line))]


def _push_body(state: StateBlock, line: int, end_line: int, alignments: list[str]) -> int:
    """Push the rows after the header; return the line after the last row."""
    terminators = state.md.block.ruler.getRules("blockquote")
    missing_cells, first = 0, line
    while line < end_line and state.sCount[line] >= state.blkIndent and not state.isEmpty(line):
        if state.is_code_block(line) or any(rule(state, line, end_line, True) for rule in terminators):
            break
        cells = _cells_of_line(state, line)
        missing_cells += max(0, len(alignments) - len(cells))
        if missing_cells > _MAX_MISSING_CELLS:
            break
        if line == first:
            state.push("tbody_open", "tbody", 1)
        _push_row(state, line, cells, alignments, "td")
        line += 1
    if line > first:
        state.push("tbody_close", "tbody", -1)
    return line


def _push_row(state: StateBlock, line: int, cells: list[Cell], alignments: list[str], tag: str) -> None:
    state.push("tr_open", "tr", 1)
    for index, alignment in enumerate(alignments):
        cell = cells[index] if index < len(cells) else Cell("", 0, ())
        opening = state.push(f"{tag}_open", tag, 1)
        opening.meta = {"alignment": alignment}
        inline = state.push("inline", "", 0)
        inline.content = cell.content
        inline.children = []
        inline.map = [line, line + 1]
        inline.meta = {"column": cell.start + 1, "removed": cell.removed}
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)


def _render_table(token: Token, state: RenderState) -> str:
    return f"<div{state.classes('table-scroll')}><table>\n" if token.nesting > 0 else "</table></div>\n"


def _render_cell(token: Token, state: RenderState) -> str:
    alignment = token.meta["alignment"]
    return f"<{token.tag}{state.classes(f'align-{alignment}')}>" if alignment else f"<{token.tag}>"


CONSTRUCT = Construct(
    install=install,
    renderers={
        "table_open": _render_table,
        "table_close": _render_table,
        "th_open": _render_cell,
        "td_open": _render_cell,
    },
)
