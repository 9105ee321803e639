r"""Environments: matrices, cases and rows of equations."""

from __future__ import annotations

from notes.rendering.math.unicode.atoms import Atom, join_atoms
from notes.rendering.math.unicode.reader import Reader
from notes.rendering.math.unicode.symbols import AtomClass

_BRACKETS: dict[str, tuple[str, str]] = {
    "matrix": ("[", "]"),
    "smallmatrix": ("[", "]"),
    "array": ("[", "]"),
    "darray": ("[", "]"),
    "subarray": ("", ""),
    "pmatrix": ("(", ")"),
    "psmallmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "bsmallmatrix": ("[", "]"),
    "Bmatrix": ("{", "}"),
    "vmatrix": ("|", "|"),
    "Vmatrix": ("‖", "‖"),
}
_BARE = frozenset(("matrix", "smallmatrix", "array", "darray"))
"""Matrices without delimiters. They get brackets unless an opening delimiter precedes them."""

_CASES = frozenset(("cases", "dcases", "rcases", "drcases"))
_WITH_ARGUMENT = frozenset(("array", "darray", "subarray", "alignat", "alignedat", "IEEEeqnarray"))
_CELL_ENDS = frozenset(("&", r"\\", r"\cr", r"\end"))

_Cells = list[list[Atom]]


def environment(reader: Reader, _command: str) -> list[Atom]:
    r"""The environment whose `\begin` has been popped."""
    is_fenced = reader.is_fenced
    full_name = "".join(reader.stream.raw_argument()).strip()
    name = full_name.removesuffix("*")
    if name in _WITH_ARGUMENT or name.endswith("ed") or full_name != name:
        reader.stream.raw_optional()
    if name in _WITH_ARGUMENT:
        reader.stream.raw_argument()
    if reader.is_too_deep:
        return []
    rows = _rows(reader)
    if name in _CASES:
        return [Atom(AtomClass.ORDINARY, "{" + "; ".join(_case(row) for row in rows) + "}")]
    if name in _BRACKETS:
        left, right = ("", "") if is_fenced and name in _BARE else _BRACKETS[name]
        return [Atom(AtomClass.ORDINARY, left + _matrix(rows) + right)]
    atoms: list[Atom] = []
    for row in rows:
        if atoms:
            atoms.append(Atom(AtomClass.BREAK, ""))
        atoms += (atom for cell in row for atom in cell)
    return atoms


def row_break(reader: Reader, _command: str) -> list[Atom]:
    reader.stream.pop_if("*")
    reader.stream.raw_optional()
    return [Atom(AtomClass.BREAK, "")]


def _rows(reader: Reader) -> list[_Cells]:
    rows: list[_Cells] = [[]]
    while True:
        rows[-1].append(reader.sequence(_CELL_ENDS))
        end = reader.stream.peek()
        if end in ("", "}"):
            break
        reader.stream.pop()
        if end == r"\end":
            reader.stream.raw_argument()
            break
        if end != "&":
            row_break(reader, end)
            rows.append([])
    return [row for row in rows if any(row)]


def _case(row: _Cells) -> str:
    cells = [join_atoms(cell).rstrip(",") for cell in row]
    return ", ".join(cell for cell in cells if cell)


def _matrix(rows: list[_Cells]) -> str:
    texts = [[join_atoms(cell) for cell in row] for row in rows]
    separator = ", " if any(" " in cell for row in texts for cell in row) else " "
    return "; ".join(separator.join(row) for row in texts)
