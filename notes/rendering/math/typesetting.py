"""Typesets all formulas of a note: made ready, numbered, given their macros and links, drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from notes.rendering.characters import width
from notes.rendering.math import formula_html
from notes.rendering.math.formula import Formula
from notes.rendering.math.katex.batches import LEFT_OUT, NOTHING, Budget, Drawing
from notes.rendering.math.katex.engine import Job
from notes.rendering.math.macros import Macros, prelude
from notes.rendering.math.model import FindEquation, Label, RenderedFormula, Source, TypesetResult
from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.normalize.template import Template
from notes.rendering.math.normalize.template_cache import MAX_LENGTH, drawable, normalize
from notes.rendering.math.numbering import Equation, Numbering, number
from notes.rendering.math.offsets import place
from notes.rendering.math.references import resolve_template
from notes.rendering.problems import Problem, ProblemKind, problem


def _no_other_note(_slug: str, _label: str) -> None:
    return None


def typeset(
    sources: Sequence[Source],
    *,
    macros: Sequence[tuple[str, str]] = (),
    find_equation: FindEquation = _no_other_note,
    budget: Budget | None = None,
) -> TypesetResult:
    """Draw the formulas of a note, given in reading order.

    `macros` are the site's, pairs of a command and its body. The note's own hold from where they are defined. Nothing
    in a formula raises: what cannot be drawn shows its TeX, and is among the problems. Who typesets several times for
    one note passes its `budget`, which says afterwards whether there was time for all of them.
    """
    budget = budget or Budget()
    drawing = Drawing(budget)
    ready = _made_ready(sources, Macros(macros), drawing)
    numbering = number([formula and formula.template for formula in ready])
    formulas = _formulas(sources, ready, numbering, find_equation)
    for formula in formulas:
        if formula and not formula.template.is_blank:
            drawing.ask(formula.job)
    drawing.hand_in()
    # The engine draws meanwhile.
    linears = [formula.linear() if formula else None for formula in formulas]
    drawn: list[RenderedFormula] = []
    problems = _doubled_labels(sources, numbering)
    for source, formula, linear in zip(sources, formulas, linears, strict=True):
        if formula is None or linear is None:
            fault = _too_long(source)
            problems.append(fault)
            drawn.append(_undrawn(source, fault))
        else:
            picture = NOTHING if formula.template.is_blank else drawing.picture(formula.job)
            picture = picture if budget.allows(picture) else LEFT_OUT
            problems += formula.problems(picture)
            drawn.append(formula.drawn(picture, linear))
    labels: dict[str, Label] = {}
    for equation in numbering.equations.values():
        if formula := formulas[equation.formula]:
            labels[equation.label] = Label(equation.number, equation.anchor, formula.equation_tex(equation))
    return TypesetResult(tuple(drawn), labels, tuple(sorted(problems, key=lambda found: (found.line, found.column))))


class _Ready(NamedTuple):
    """A formula of which only its numbers and links are not known, and the macros that it uses."""

    template: Template
    macros: tuple[Macro, ...]


def _made_ready(sources: Sequence[Source], macros: Macros, drawing: Drawing) -> list[_Ready | None]:
    """Each formula with the macros that hold there, asked for if it waits for no number; None for a too long one."""
    formulas: list[_Ready | None] = []
    for source in sources:
        template = normalize(source.tex, source.display)
        if template is None:
            formulas.append(None)
            continue
        used = macros.used_by(template.names)
        formulas.append(_Ready(template, used))
        if template.text is not None and not template.is_blank:
            drawing.ask(Job(prelude(used) + template.text, template.display))
        for macro in template.definitions:
            macros.define(macro)
    return formulas


def _formulas(
    sources: Sequence[Source], ready: Sequence[_Ready | None], numbering: Numbering, find_equation: FindEquation
) -> list[Formula | None]:
    """Each formula with its numbers and its links."""
    equations: defaultdict[int, list[Equation]] = defaultdict(list)
    for equation in numbering.equations.values():
        equations[equation.formula].append(equation)
    formulas: list[Formula | None] = []
    for index, (source, found) in enumerate(zip(sources, ready, strict=True)):
        if found is None:
            formulas.append(None)
            continue
        filled = resolve_template(found.template, numbering.tags[index], numbering.equations, find_equation)
        formulas.append(
            Formula(source, found.template, filled, found.macros, numbering.numbers[index], equations[index])
        )
    return formulas


def _doubled_labels(sources: Sequence[Source], numbering: Numbering) -> list[Problem]:
    return [
        problem(
            ProblemKind.DUPLICATE_LABEL,
            *place(sources[duplicates.formula], duplicates.offset),
            label=duplicates.label,
            line=place(sources[duplicates.first_formula], duplicates.first_offset)[0],
        )
        for duplicates in numbering.duplicates
    ]


def _too_long(source: Source) -> Problem:
    return problem(ProblemKind.FORMULA_TOO_LONG, *place(source, 0), length=len(source.tex), limit=MAX_LENGTH)


def _undrawn(source: Source, fault: Problem) -> RenderedFormula:
    tex = drawable(source.tex).strip()
    html = formula_html.undrawn(tex, fault.message, display=source.display, anchors=())
    feed_html = formula_html.for_feed("", tex, is_whole=False)
    return RenderedFormula(html, tex, feed_html, width(tex), tex, source.display, is_broken=True)
