"""Short ways for tests to typeset a note and to look at what came out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import Future
from html import unescape

import pytest

from notes.rendering.math import RenderedFormula, Source, TypesetResult, typeset
from notes.rendering.math.katex.engine import Engine, EngineResult, Job
from notes.rendering.math.model import FindEquation

_ANNOTATION = re.compile(r'<annotation encoding="application/x-tex">(.*?)</annotation>', re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")


def note(
    *formulas: str, macros: tuple[tuple[str, str], ...] = (), find_equation: FindEquation | None = None
) -> TypesetResult:
    """A note with a formula a line: `$$…$$` displayed, anything else inline."""
    sources = [
        Source(tex.removeprefix("$$").removesuffix("$$"), tex.startswith("$$"), line, 3 if tex.startswith("$$") else 1)
        for line, tex in enumerate(formulas, 1)
    ]
    return typeset(sources, macros=macros, find_equation=find_equation or (lambda slug, label: None))


def draw(tex: str, *, display: bool = False, macros: tuple[tuple[str, str], ...] = ()) -> RenderedFormula:
    """One formula, which must have no faults."""
    found = typeset([Source(tex, display, 1, 1)], macros=macros)
    assert not found.problems, found.problems
    return found.formulas[0]


def shown(drawn: RenderedFormula) -> str:
    """What a reader sees of a formula's HTML, without the MathML twin, spaces aside."""
    visible = drawn.html.partition('class="katex-html"')[2].partition(">")[2]
    return re.sub(r"[\s\u200b]", "", unescape(_TAGS.sub("", visible)))


def annotation(drawn: RenderedFormula) -> str:
    """The TeX that a formula carries."""
    found = _ANNOTATION.search(drawn.html)
    assert found, drawn.html
    return unescape(found[1])


def kinds(typeset_note: TypesetResult) -> list[str]:
    return [problem.kind for problem in typeset_note.problems]


def jobs_asked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that fills with the TeX of every formula that the engine is asked to draw from now on."""
    asked: list[str] = []
    submit_as_before = Engine.submit

    def note_and_submit(engine: Engine, batch: Sequence[Job], deadline: float) -> Future[list[EngineResult]]:
        asked.extend(job.tex for job in batch)
        return submit_as_before(engine, batch, deadline)

    monkeypatch.setattr(Engine, "submit", note_and_submit)
    return asked
