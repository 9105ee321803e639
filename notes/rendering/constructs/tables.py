r"""Tables, whose cells are split outside formulas, code and note links: `| $|x|$ | b |` has two cells.

Elsewhere `\|` is a bar within a cell, as GitHub has it; within a formula it stays `\|`, which TeX reads as a norm.
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

_MAX_COMPLETED_CELLS = 10_000
"""Cells that short rows of a table leave to be filled in; past them the table ends."""

_DELIMITER_ROW = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_OF_INTEREST = re.compile(r"\\.|`+|\$|\||\[\[")
_NOTE_LINK = re.compile(r"\[\[[\w#:.-]+\|[^\[\]|]+\]\]")
_ESCAPED_BAR = re.compile(r"\\\|")
_NEVER_A_ROW = re.compile(r"-[ \t]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, where in its row it starts, and the offsets at which a backslash was taken out of it."""

    content: str
    start: int
    dropped: tuple[int, ...]


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
    """The cells of a row; walls at its ends are optional."""
    walls, escapes = _walls_and_escapes(row)
    begin, end = (len(row) - len(row.lstrip(" \t")), len(row.rstrip(" \t")))
    if walls and walls[0] == begin:
        begin = walls.pop(0) + 1
    if walls and walls[-1] == end - 1:
        end = walls.pop()
    starts, stops = [begin, *(wall + 1 for wall in walls)], [*walls, end]
    return [
        _cell(row, start, stop, escapes[bisect_left(escapes, start) : bisect_left(escapes, stop)])
        for start, stop in zip(starts, stops, strict=True)
    ]


def _walls_and_escapes(row: str) -> tuple[list[int], list[int]]:
    r"""Where the bars between cells stand, and the backslashes of `\|` outside formulas."""
    walls: list[int] = []
    escapes: list[int] = []
    delimiters = MathDelimiters(row)
    position = 0
    while match := _OF_INTEREST.search(row, position):
        position = match.end()
        if match[0] == "|":
            walls.append(match.start())
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
    return walls, escapes


def _cell(row: str, start: int, stop: int, escapes: list[int]) -> Cell:
    text = row[start:stop]
    inner = text.strip(" \t")
    start += len(text) - len(text.lstrip(" \t"))
    pieces, last = [], start
    for offset in escapes:
        pieces.append(row[last:offset])
        last = offset + 1
    pieces.append(row[last : start + len(inner)])
    dropped = tuple(offset - start - taken for taken, offset in enumerate(escapes))
    return Cell("".join(pieces), start, dropped)


def _alignments(row: str) -> list[str]:
    """The alignment of each column of a delimiter row, `""` where it gives none; empty if it is none."""
    if _NEVER_A_ROW.match(row) or not _DELIMITER_ROW.fullmatch(row):
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
    return [Cell(cell.content, cell.start + offset, cell.dropped) for cell in split_row(_line(state, line))]


def _push_body(state: StateBlock, line: int, end_line: int, alignments: list[str]) -> int:
    """Push the rows that follow the header, and tell the line after the last."""
    terminators = state.md.block.ruler.getRules("blockquote")
    completed, first = 0, line
    while line < end_line and state.sCount[line] >= state.blkIndent and not state.isEmpty(line):
        if state.is_code_block(line) or any(rule(state, line, end_line, True) for rule in terminators):
            break
        cells = _cells_of_line(state, line)
        completed += max(0, len(alignments) - len(cells))
        if completed > _MAX_COMPLETED_CELLS:
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
        inline.meta = {"column": cell.start + 1, "dropped": cell.dropped}
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
