"""The input and the output of typesetting the formulas of a note."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from notes.rendering.problems import Problem

FindEquation = Callable[[str, str], tuple[str, str] | None]
"""`find_equation(slug, label)` returns the number and the URL of an equation in another note, or None."""


@dataclass(frozen=True, slots=True)
class Source:
    r"""A formula as the author wrote it.

    `tex` is the text between the delimiters, verbatim. A bare `\begin{align}…\end{align}` is its own `tex`, and
    `environment` is its name. `line` and `column` are the position of the first character in the note, counted from 1.
    `line_starts` are the columns in the note at which the formula's further lines begin; a quote or a list indents
    them.
    """

    tex: str
    display: bool
    line: int
    column: int
    environment: str = ""
    line_starts: tuple[int, ...] = ()

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column in the note of the character at `offset` of the formula."""
        before = self.tex[:offset]
        lines = before.count("\n")
        if not lines:
            return self.line, self.column + len(before)
        line_start = self.line_starts[lines - 1] if lines <= len(self.line_starts) else 1
        return self.line + lines, line_start + len(before) - before.rindex("\n") - 1


@dataclass(frozen=True, slots=True)
class RenderedFormula:
    """A formula as HTML and as text.

    `html` is trusted. It holds the author's TeX once, in its MathML `annotation`, for screen readers and for copying.
    `feed_html` needs no stylesheet; `text` is Unicode, and `width` its display width. Numbered equations and display
    environments have `display` set even if the author wrote them between inline delimiters. If `is_broken`, the
    formula could not be rendered and shows its TeX.
    """

    html: str
    text: str
    feed_html: str
    width: int
    tex: str
    display: bool
    number: str | None = None
    anchor: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class LabeledEquation:
    """An equation with a label: its number as Unicode, its HTML id, and TeX that renders it alone, macros included."""

    number: str
    anchor: str
    tex: str


@dataclass(frozen=True, slots=True)
class TypesetResult:
    """The formulas of a note in reading order, its labeled equations by label, and the problems found."""

    formulas: tuple[RenderedFormula, ...]
    equations: Mapping[str, LabeledEquation]
    problems: tuple[Problem, ...]
