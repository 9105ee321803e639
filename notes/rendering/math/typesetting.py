"""Typeset all formulas of a note: normalize, number, link and render them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from notes.rendering.characters import display_width
from notes.rendering.math.budget import Budget
from notes.rendering.math.formula import ResolvedFormula
from notes.rendering.math.formula_html import error_html, feed_html
from notes.rendering.math.katex.engine import Failure, Job, KatexResult
from notes.rendering.math.katex.render_queue import RenderQueue
from notes.rendering.math.macros import Macros, prelude
from notes.rendering.math.model import FindEquation, LabeledEquation, RenderedFormula, Source, TypesetResult
from notes.rendering.math.normalize.build_template import MAX_LENGTH, normalize, replace_control_characters
from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.normalize.template import Template
from notes.rendering.math.numbering import Equation, Numbering, number_rows
from notes.rendering.math.references import resolve_template
from notes.rendering.problems import Problem, ProblemKind, problem

_BLANK = KatexResult()
_OVER_BUDGET = KatexResult(failure=Failure.TOO_HEAVY)


def _find_nothing(_slug: str, _label: str) -> None:
    return None


def typeset(
    sources: Sequence[Source],
    *,
    macros: Sequence[tuple[str, str]] = (),
    find_equation: FindEquation = _find_nothing,
    budget: Budget | None = None,
) -> TypesetResult:
    """Typeset the formulas of a note, given in reading order.

    `macros` are the site's, pairs of a command and its body; a macro that a formula defines holds from there on. No
    formula raises: one that cannot be rendered shows its TeX and is reported among the problems. To typeset several
    times for one note, pass the same `budget`; it says afterwards whether time ran out.
    """
    budget = budget or Budget()
    queue = RenderQueue(budget)
    templates, used_macros = _normalize_all(sources, Macros(macros), queue)
    numbering = number_rows(templates)
    formulas = _resolve_all(sources, templates, used_macros, numbering, find_equation)
    for formula in formulas:
        if formula and not formula.template.is_blank:
            queue.add(formula.job)
    queue.submit()
    # Converting to Unicode takes CPU time, too: it runs while the engine renders.
    unicodes = [formula.to_unicode() if formula else None for formula in formulas]
    rendered: list[RenderedFormula] = []
    problems = _duplicate_labels(sources, numbering)
    for source, formula, unicode in zip(sources, formulas, unicodes, strict=True):
        if formula is None or unicode is None:
            too_long = _too_long(source)
            problems.append(too_long)
            rendered.append(_render_too_long(source, too_long.message))
        else:
            result = _BLANK if formula.template.is_blank else queue.result(formula.job)
            result = result if budget.spend_characters(len(result.html)) else _OVER_BUDGET
            problems += formula.problems(result)
            rendered.append(formula.render(result, unicode))
    equations: dict[str, LabeledEquation] = {}
    for equation in numbering.equations.values():
        if formula := formulas[equation.formula]:
            tex = formula.equation_tex(equation)
            equations[equation.label] = LabeledEquation(equation.number, equation.anchor, tex)
    problems.sort(key=lambda found: (found.line, found.column))
    return TypesetResult(tuple(rendered), equations, tuple(problems))


def _normalize_all(
    sources: Sequence[Source], macros: Macros, queue: RenderQueue
) -> tuple[list[Template | None], list[tuple[Macro, ...]]]:
    """The template of each formula, None if it is too long, and the macros that it uses.

    Templates without slots are queued at once, so that the engine starts early.
    """
    templates: list[Template | None] = []
    used_macros: list[tuple[Macro, ...]] = []
    for source in sources:
        template = normalize(source.tex, source.display)
        used = macros.used_by(template.commands) if template else ()
        templates.append(template)
        used_macros.append(used)
        if template is None:
            continue
        if template.tex is not None and not template.is_blank:
            queue.add(Job(prelude(used) + template.tex, template.display))
        for macro in template.definitions:
            macros.define(macro)
    return templates, used_macros


def _resolve_all(
    sources: Sequence[Source],
    templates: Sequence[Template | None],
    used_macros: Sequence[tuple[Macro, ...]],
    numbering: Numbering,
    find_equation: FindEquation,
) -> list[ResolvedFormula | None]:
    equations: defaultdict[int, list[Equation]] = defaultdict(list)
    for equation in numbering.equations.values():
        equations[equation.formula].append(equation)
    formulas: list[ResolvedFormula | None] = []
    for index, (source, template, macros) in enumerate(zip(sources, templates, used_macros, strict=True)):
        if template is None:
            formulas.append(None)
            continue
        resolved = resolve_template(template, numbering.tags[index], numbering.equations, find_equation)
        numbers = numbering.numbers[index]
        formulas.append(ResolvedFormula(source, template, resolved, macros, numbers, equations[index]))
    return formulas


def _duplicate_labels(sources: Sequence[Source], numbering: Numbering) -> list[Problem]:
    return [
        problem(
            ProblemKind.DUPLICATE_LABEL,
            *sources[duplicate.formula].position(duplicate.offset),
            label=duplicate.label,
            line=sources[duplicate.first_formula].position(duplicate.first_offset)[0],
        )
        for duplicate in numbering.duplicates
    ]


def _too_long(source: Source) -> Problem:
    return problem(ProblemKind.FORMULA_TOO_LONG, *source.position(0), length=len(source.tex), limit=MAX_LENGTH)


def _render_too_long(source: Source, message: str) -> RenderedFormula:
    tex = replace_control_characters(source.tex).strip()
    return RenderedFormula(
        html=error_html(tex, message, display=source.display, anchors=()),
        text=tex,
        feed_html=feed_html("", tex, is_complete=False),
        width=display_width(tex),
        tex=tex,
        display=source.display,
        is_broken=True,
    )
