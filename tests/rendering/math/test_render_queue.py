"""The queue between a note's formulas and KaTeX: batches, caching, and the time budget."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from notes.rendering.math import Budget, Source, typeset
from notes.rendering.math.katex import render_queue
from notes.rendering.math.katex.engine import Failure, Job, KatexResult
from notes.rendering.math.katex.engine import engine as shared_engine
from notes.rendering.math.katex.render_queue import RenderQueue, clear_cache
from notes.rendering.math.normalize import build_template
from tests.rendering.math.typeset_notes import record_submitted_tex, typeset_note


class Engine:
    """An engine that finishes a batch when the test says so."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.deadlines: list[float] = []
        self._futures: list[Future[list[KatexResult]]] = []

    def submit(self, batch: Sequence[Job], deadline: float) -> Future[list[KatexResult]]:
        self.batches.append([job.tex for job in batch])
        self.deadlines.append(deadline)
        self._futures.append(Future())
        return self._futures[-1]

    def finish(self, index: int, failure: Failure | None = None) -> None:
        self._futures[index].set_result([KatexResult(html=tex, failure=failure) for tex in self.batches[index]])

    @property
    def batch_sizes(self) -> list[int]:
        return [len(batch) for batch in self.batches]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    clear_cache()
    engine = Engine()
    monkeypatch.setattr(render_queue, "engine", lambda: engine)
    return engine


def job(number: int) -> Job:
    return Job(f"x_{{{number}}}", False)


def test_at_most_two_batches_are_in_flight_and_sizes_grow(engine: Engine) -> None:
    queue = RenderQueue(Budget())
    for number in range(200):
        queue.add(job(number))
    assert engine.batch_sizes == [12, 24]
    for index in range(6):
        engine.finish(index)
        queue.submit()
    assert engine.batch_sizes == [12, 24, 40, 40, 40, 40, 4]
    assert [tex for batch in engine.batches for tex in batch] == [job(number).tex for number in range(200)]


def test_submit_sends_a_partial_batch(engine: Engine) -> None:
    queue = RenderQueue(Budget())
    queue.add(job(1))
    queue.add(job(2))
    queue.add(job(1))
    assert engine.batches == []
    queue.submit()
    assert engine.batches == [[job(1).tex, job(2).tex]]


def test_batches_of_long_formulas_are_short(engine: Engine) -> None:
    queue = RenderQueue(Budget())
    for letter in "abc":
        queue.add(Job(letter * 5_000, False))
    queue.submit()
    engine.finish(0)
    queue.submit()
    assert engine.batch_sizes == [1, 1, 1]


def test_a_formula_is_rendered_once_per_process(engine: Engine) -> None:
    first, second = RenderQueue(Budget()), RenderQueue(Budget())
    first.add(job(1))
    first.submit()
    engine.finish(0)
    result = first.result(job(1))
    second.add(job(1))
    second.submit()
    assert second.result(job(1)) == result
    assert engine.batch_sizes == [1]


def test_failures_for_lack_of_time_or_memory_are_not_cached(engine: Engine) -> None:
    budget = Budget()
    for index, failure in enumerate((Failure.OUT_OF_TIME, Failure.TOO_SLOW, Failure.TOO_HEAVY)):
        queue = RenderQueue(budget)
        queue.add(job(1))
        queue.submit()
        engine.finish(index, failure)
        assert queue.result(job(1)).failure is failure
    assert engine.batch_sizes == [1, 1, 1]
    assert budget.ran_out_of_time


def test_waiting_is_deducted_from_the_budget(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(render_queue, "time", SimpleNamespace(monotonic=lambda: clock[0], sleep=lambda _: None))
    budget = Budget()
    seconds = budget.seconds_left
    queue = RenderQueue(budget)
    for number in range(13):
        queue.add(job(number))
    # Time that the note spends on other work is free.
    clock[0] += 1
    queue.submit()
    engine.finish(0)
    queue.result(job(0))
    assert (engine.deadlines, budget.seconds_left) == ([100 + seconds, 101 + seconds], seconds)
    result = Future.result

    def wait_two_seconds(future: Future[list[KatexResult]], timeout: float | None = None) -> list[KatexResult]:
        clock[0] += 2
        return result(future, timeout)

    monkeypatch.setattr(Future, "result", wait_two_seconds)
    engine.finish(1)
    queue.result(job(12))
    assert budget.seconds_left == seconds - 2


def test_rendering_starts_while_formulas_are_normalized(monkeypatch: pytest.MonkeyPatch) -> None:
    batches_by_then: list[int] = []
    engine = shared_engine()
    futures: list[Future[list[KatexResult]]] = []
    submit = engine.submit

    def record_and_submit(batch: Sequence[Job], deadline: float) -> Future[list[KatexResult]]:
        futures.append(submit(batch, deadline))
        return futures[-1]

    build = build_template._build

    def count_and_build(tex: str, display: bool) -> object:
        batches_by_then.append(len(futures))
        return build(tex, display)

    monkeypatch.setattr(engine, "submit", record_and_submit)
    monkeypatch.setattr(build_template, "_build", count_and_build)
    formulas = [rf"\text{{early}}_{{{number}}}" for number in range(30)]
    result = typeset([Source(tex, False, 1, 1) for tex in (*formulas, r"\eqref{early}", r"y\label{early}")])
    assert batches_by_then == [0] * 12 + [1] * 20
    assert not result.problems


def test_editing_one_formula_renders_one(monkeypatch: pytest.MonkeyPatch) -> None:
    formulas = [rf"\text{{edited}}_{{{number}}}" for number in range(30)]
    typeset_note(*formulas)
    submitted = record_submitted_tex(monkeypatch)
    typeset_note(*formulas[:7], r"\text{edited}_{new}", *formulas[8:])
    assert submitted == [r"\text{edited}_{new}"]


def test_a_broken_formula_is_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    typeset_note(r"\unknownforgood")
    submitted = record_submitted_tex(monkeypatch)
    typeset_note(r"\unknownforgood")
    assert submitted == []
