"""The environments authors use, each with what it becomes for KaTeX and where its numbers go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Numbers(Enum):
    """What of an environment can carry a number."""

    ROWS = "each row"
    WHOLE = "the whole"


@dataclass(frozen=True, slots=True)
class Environment:
    """`begin` and `end` replace the author's own; `inner` names what takes its place inside another environment.

    Numbers are always written out for KaTeX, so a numbered environment becomes its starred form, which has none by
    itself. `options` and `arguments` count what follows `\\\\begin{…}` and goes; `columns` says that a column
    description follows. `triple` is `eqnarray`, whose rows have a relation between two ampersands.
    """

    begin: str
    end: str
    numbers: Numbers | None = None
    counts: bool = False
    inner: str = ""
    options: bool = False
    arguments: int = 0
    columns: bool = False
    triple: bool = False


def _as(name: str, **what: bool | int | Numbers | str) -> Environment:
    return Environment(rf"\begin{{{name}}}", rf"\end{{{name}}}", **what)  # type: ignore[arg-type]


def _numbered(name: str, becomes: str, numbers: Numbers, inner: str, **what: bool | int) -> dict[str, Environment]:
    """An environment with its starred form, which does not count."""
    return {
        name: _as(becomes, numbers=numbers, counts=True, inner=inner, **what),
        f"{name}*": _as(becomes, numbers=numbers, inner=inner, **what),
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
    **_numbered("eqnarray", "align*", Numbers.ROWS, "aligned", triple=True),
    **_numbered("IEEEeqnarray", "align*", Numbers.ROWS, "aligned", triple=True, arguments=1),
    "aligned": _as("aligned", options=True),
    "alignedat": _as("alignedat", options=True),
    "gathered": _as("gathered", options=True),
    "split": _as("aligned", options=True),
    "multlined": _as("gathered", options=True),
    "array": _as("array", options=True, columns=True),
    "darray": _as("darray", options=True, columns=True),
    "cases*": _as("cases"),
    "dcases*": _as("dcases"),
    "rcases*": _as("rcases"),
    "psmallmatrix": _bracketed("smallmatrix", "(", ")"),
    "bsmallmatrix": _bracketed("smallmatrix", "[", "]"),
    "vsmallmatrix": _bracketed("smallmatrix", "|", "|"),
    "Vsmallmatrix": _bracketed("smallmatrix", r"\|", r"\|"),
    "Bsmallmatrix": _bracketed("smallmatrix", r"\{", r"\}"),
}
"""Those that need something done; any other goes to KaTeX as it is."""

TRANSPARENT = frozenset(("displaymath", "math", "subequations"))
"""Environments that only say that their content is math: it is drawn as if they were not there."""

PROMOTED = {"aligned": "align*", "split": "align*", "gathered": "gather*"}
"""What these become when they are a whole formula and several of their rows carry a label or tag of their own."""

DISPLAY_ONLY = frozenset(name for name, kind in ENVIRONMENTS.items() if kind.numbers) | {"CD", "displaymath"}
"""Environments that make a display formula of what stands between single dollars."""

_COLUMN = re.compile(
    r"\*\{(\d{1,2})\}\{([^{}]*)\}|[@!<>]\{(?:[^{}]|\{[^{}]*\})*\}|([pmbw])(?:\{[^{}]*\})+|([lcr|:])|(.)", re.DOTALL
)


def plain_columns(description: str) -> str:
    """A column description in the letters KaTeX knows: `@{}c*{2}{r}p{3cm}` is `crrl`."""

    def plain(match: re.Match[str]) -> str:
        count, repeated, paragraph, known, other = match.groups()
        if count:
            return plain_columns(repeated) * int(count)
        if paragraph:
            return "l"
        if known:
            return known
        return {"L": "l", "C": "c", "R": "r", "X": "l"}.get(other or "", "")

    return _COLUMN.sub(plain, description)
