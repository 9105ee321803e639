"""The environments that authors use, the environment of KaTeX that replaces each, and what in it is numbered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Numbers(Enum):
    """The unit of an environment that can carry a number."""

    ROWS = "each row"
    WHOLE = "the environment"


@dataclass(frozen=True, slots=True)
class Environment:
    r"""How an environment is written for KaTeX.

    `begin` and `end` replace the author's; `inner` is the environment that replaces it within another one. Numbers are
    written as tags, so a numbered environment is replaced by its starred form. What follows `\begin{…}` is removed if
    `has_option`, an optional argument, or as many as `arguments`, mandatory ones. If `has_columns`, a column
    specification follows. `is_triple` is `eqnarray`, whose rows have a relation between two ampersands.
    """

    begin: str
    end: str
    numbers: Numbers | None = None
    counts: bool = False
    inner: str = ""
    has_option: bool = False
    arguments: int = 0
    has_columns: bool = False
    is_triple: bool = False


def _written_as(name: str, **fields: bool | int | Numbers | str) -> Environment:
    return Environment(rf"\begin{{{name}}}", rf"\end{{{name}}}", **fields)  # type: ignore[arg-type]


def _numbered(name: str, target: str, numbers: Numbers, inner: str, **fields: bool | int) -> dict[str, Environment]:
    """An environment and its starred form, which does not count."""
    return {
        name: _written_as(target, numbers=numbers, counts=True, inner=inner, **fields),
        f"{name}*": _written_as(target, numbers=numbers, inner=inner, **fields),
    }


def _bracketed(name: str, left: str, right: str) -> Environment:
    return Environment(rf"\left{left}\begin{{{name}}}", rf"\end{{{name}}}\right{right}")


ENVIRONMENTS: dict[str, Environment] = {
    **_numbered("equation", "equation*", Numbers.WHOLE, ""),
    **_numbered("dmath", "equation*", Numbers.WHOLE, ""),
    **_numbered("multline", "gather*", Numbers.WHOLE, "gathered"),
    **_numbered("align", "align*", Numbers.ROWS, "aligned"),
    **_numbered("flalign", "align*", Numbers.ROWS, "aligned"),
    **_numbered("alignat", "alignat*", Numbers.ROWS, "alignedat"),
    **_numbered("gather", "gather*", Numbers.ROWS, "gathered"),
    **_numbered("eqnarray", "align*", Numbers.ROWS, "aligned", is_triple=True),
    **_numbered("IEEEeqnarray", "align*", Numbers.ROWS, "aligned", is_triple=True, arguments=1),
    "aligned": _written_as("aligned", has_option=True),
    "alignedat": _written_as("alignedat", has_option=True),
    "gathered": _written_as("gathered", has_option=True),
    "split": _written_as("aligned", has_option=True),
    "multlined": _written_as("gathered", has_option=True),
    "array": _written_as("array", has_option=True, has_columns=True),
    "darray": _written_as("darray", has_option=True, has_columns=True),
    "cases*": _written_as("cases"),
    "dcases*": _written_as("dcases"),
    "rcases*": _written_as("rcases"),
    "psmallmatrix": _bracketed("smallmatrix", "(", ")"),
    "bsmallmatrix": _bracketed("smallmatrix", "[", "]"),
    "vsmallmatrix": _bracketed("smallmatrix", "|", "|"),
    "Vsmallmatrix": _bracketed("smallmatrix", r"\|", r"\|"),
    "Bsmallmatrix": _bracketed("smallmatrix", r"\{", r"\}"),
}
"""The environments that are rewritten; any other is passed to KaTeX unchanged."""

TRANSPARENT = frozenset(("displaymath", "math", "subequations"))
"""Environments that only mark their content as math; they are removed."""

PROMOTED = {"aligned": "align*", "split": "align*", "gathered": "gather*"}
"""The numbered environment used instead, when one of these is a whole formula with labels or tags on several rows."""

DISPLAY_ONLY = frozenset(name for name, kind in ENVIRONMENTS.items() if kind.numbers) | {"CD", "displaymath"}
"""Environments that make a formula between single dollars a display formula."""

_COLUMN = re.compile(
    r"\*\{(\d{1,2})\}\{([^{}]*)\}|[@!<>]\{(?:[^{}]|\{[^{}]*\})*\}|([pmbw])(?:\{[^{}]*\})+|([lcr|:])|(.)", re.DOTALL
)


def simplify_columns(specification: str) -> str:
    """A column specification in the letters that KaTeX supports: `@{}c*{2}{r}p{3cm}` becomes `crrl`."""

    def simplify(match: re.Match[str]) -> str:
        count, repeated, paragraph, known, other = match.groups()
        if count:
            return simplify_columns(repeated) * int(count)
        if paragraph:
            return "l"
        if known:
            return known
        return {"L": "l", "C": "c", "R": "r", "X": "l"}.get(other or "", "")

    return _COLUMN.sub(simplify, specification)
