"""What goes into the typesetting of a note's formulas, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from notes.rendering.problems import Problem

FindEquation = Callable[[str, str], tuple[str, str] | None]
"""Finds an equation of another note: `find_equation(slug, label)` is its number and address, or None."""


@dataclass(frozen=True, slots=True)
class Source:
    """A formula as the author wrote it.

    `tex` is what stands between the delimiters, verbatim; of a bare `\\begin{align}…\\end{align}` it is the whole, and
    `environment` its name. `line` and `column` place its first character in the author's text, counted from 1.
    `line_starts` are the columns at which its further lines begin there, when a quote or a list indents them.
    """

    tex: str
    display: bool
    line: int
    column: int
    environment: str = ""
    line_starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled equation: its number as Unicode, its HTML id, and TeX that draws it on its own, macros included."""

    number: str
    anchor: str
    tex: str


@dataclass(frozen=True, slots=True)
class RenderedFormula:
    """A formula, drawn.

    `html` is trusted and complete. The TeX that the author wrote is in its MathML `annotation`, once, for screen
    readers and for copying. `feed_html` needs no stylesheet. `display` may be true where the source's was not:
    numbered equations and display environments are display formulas wherever they stand. `width` is about how many
    characters wide it is. What `is_broken` could not be drawn and shows its TeX.
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
class TypesetResult:
    """The formulas of a note in reading order, the equations that can be referred to, and the faults found."""

    formulas: tuple[RenderedFormula, ...]
    labels: Mapping[str, Label]
    problems: tuple[Problem, ...]
