"""Typeset formulas in tests, and inspect the result."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import Future
from html import unescape

import pytest

from notes.rendering.math import RenderedFormula, Source, TypesetResult, typeset
from notes.rendering.math.katex.engine import Engine, Job, KatexResult
from notes.rendering.math.model import FindEquation

_ANNOTATION = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")


def typeset_note(
    *formulas: str, macros: tuple[tuple[str, str], ...] = (), find_equation: FindEquation | None = None
) -> TypesetResult:
    """Typeset a note with one formula on each line: `$$…$$` is a display formula, any other inline."""
    sources = [
        Source(tex.removeprefix("$$").removesuffix("$$"), tex.startswith("$$"), line, 3 if tex.startswith("$$") else 1)
        for line, tex in enumerate(formulas, 1)
    ]
    return typeset(sources, macros=macros, find_equation=find_equation or (lambda slug, label: None))


def typeset_one(tex: str, *, display: bool = False, macros: tuple[tuple[str, str], ...] = ()) -> RenderedFormula:
    """Typeset one formula, which must have no problems."""
    result = typeset([Source(tex, display, 1, 1)], macros=macros)
    assert not result.problems, result.problems
    return result.formulas[0]


def visible_text(formula: RenderedFormula) -> str:
    """The text of a formula's visible HTML, without MathML and without spaces."""
    html = formula.html.partition('class="katex-html"')[2].partition(">")[2]
    return re.sub(r"[\s\u200b]", "", unescape(_TAGS.sub("", html)))


def annotation(formula: RenderedFormula) -> str:
    """The TeX in a formula's MathML annotation."""
    match = _ANNOTATION.search(formula.html)
    assert match, formula.html
    return unescape(match[1])


def problem_kinds(result: TypesetResult) -> list[str]:
    return [problem.kind for problem in result.problems]


def record_submitted_tex(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that fills with the TeX of every formula submitted to the engine from now on."""
    submitted: list[str] = []
    submit = Engine.submit

    def record_and_submit(engine: Engine, batch: Sequence[Job], deadline: float) -> Future[list[KatexResult]]:
        submitted.extend(job.tex for job in batch)
        return submit(engine, batch, deadline)

    monkeypatch.setattr(Engine, "submit", record_and_submit)
    return submitted
