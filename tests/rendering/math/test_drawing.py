"""How a note's formulas reach the engine while the note is still being made ready."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from notes.rendering.math import Source, typeset
from notes.rendering.math.katex import batches
from notes.rendering.math.katex.batches import Budget, Drawing, forget
from notes.rendering.math.katex.engine import EngineResult, Failure, Job
from notes.rendering.math.normalize import template_cache


class Engine:
    """An engine that draws when it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.deadlines: list[float] = []
        self._answers: list[Future[list[EngineResult]]] = []

    def submit(self, batch: Sequence[Job], deadline: float) -> Future[list[EngineResult]]:
        self.batches.append([job.tex for job in batch])
        self.deadlines.append(deadline)
        self._answers.append(Future())
        return self._answers[-1]

    def draw(self, index: int, failure: Failure | None = None) -> None:
        self._answers[index].set_result([EngineResult(html=tex, failure=failure) for tex in self.batches[index]])

    @property
    def sizes(self) -> list[int]:
        return [len(batch) for batch in self.batches]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    forget()
    found = Engine()
    monkeypatch.setattr(batches, "engine", lambda: found)
    return found


def job(number: int) -> Job:
    return Job(f"x_{{{number}}}", False)


def test_hands_in_two_growing_batches_at_once(engine: Engine) -> None:
    asked = Drawing(Budget())
    for number in range(200):
        asked.ask(job(number))
    assert engine.sizes == [12, 24]
    for index in range(6):
        engine.draw(index)
        asked.hand_in()
    assert engine.sizes == [12, 24, 40, 40, 40, 40, 4]
    assert [tex for batch in engine.batches for tex in batch] == [job(number).tex for number in range(200)]


def test_hands_in_few_at_the_end(engine: Engine) -> None:
    asked = Drawing(Budget())
    asked.ask(job(1))
    asked.ask(job(2))
    asked.ask(job(1))
    assert engine.batches == []
    asked.hand_in()
    assert engine.batches == [[job(1).tex, job(2).tex]]


def test_keeps_long_formulas_in_short_batches(engine: Engine) -> None:
    asked = Drawing(Budget())
    for letter in "abc":
        asked.ask(Job(letter * 5_000, False))
    asked.hand_in()
    engine.draw(0)
    asked.hand_in()
    assert engine.sizes == [1, 1, 1]


def test_asks_the_engine_once(engine: Engine) -> None:
    first, second = Drawing(Budget()), Drawing(Budget())
    first.ask(job(1))
    first.hand_in()
    engine.draw(0)
    second_hand = first.picture(job(1))
    second.ask(job(1))
    second.hand_in()
    assert second.picture(job(1)) == second_hand
    assert engine.sizes == [1]


def test_remembers_nothing_that_is_by_the_clock(engine: Engine) -> None:
    budget = Budget()
    for index, failure in enumerate((Failure.OUT_OF_TIME, Failure.TOO_SLOW, Failure.TOO_HEAVY)):
        asked = Drawing(budget)
        asked.ask(job(1))
        asked.hand_in()
        engine.draw(index, failure)
        assert asked.picture(job(1)).failure is failure
    assert engine.sizes == [1, 1, 1]
    assert budget.ran_out_of_time


def test_pays_for_the_time_that_it_waits(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(batches, "time", SimpleNamespace(monotonic=lambda: clock[0], sleep=lambda _: None))
    budget = Budget()
    given = budget.seconds_left
    asked = Drawing(budget)
    for number in range(13):
        asked.ask(job(number))
    # The note is made ready meanwhile.
    clock[0] += 1
    asked.hand_in()
    engine.draw(0)
    asked.picture(job(0))
    assert (engine.deadlines, budget.seconds_left) == ([100 + given, 101 + given], given)
    wait = Future.result

    def wait_long(answers: Future[list[EngineResult]], timeout: float | None = None) -> list[EngineResult]:
        clock[0] += 2
        return wait(answers, timeout)

    monkeypatch.setattr(Future, "result", wait_long)
    engine.draw(1)
    asked.picture(job(12))
    assert budget.seconds_left == given - 2


def test_draws_before_the_note_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_by_then: list[int] = []
    engine = batches.engine()
    submitted: list[Future[list[EngineResult]]] = []
    submit = engine.submit

    def note_and_submit(batch: Sequence[Job], deadline: float) -> Future[list[EngineResult]]:
        submitted.append(submit(batch, deadline))
        return submitted[-1]

    template = template_cache.template

    def count_and_make(tex: str, display: bool) -> object:
        drawn_by_then.append(len(submitted))
        return template(tex, display)

    monkeypatch.setattr(engine, "submit", note_and_submit)
    monkeypatch.setattr(template_cache, "template", count_and_make)
    formulas = [rf"\text{{early}}_{{{number}}}" for number in range(30)]
    found = typeset([Source(tex, False, 1, 1) for tex in (*formulas, r"\eqref{early}", r"y\label{early}")])
    assert drawn_by_then == [0] * 12 + [1] * 20
    assert not found.problems
