"""KaTeX's thread: limits, deaths, forks, threads, exit."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from notes.rendering import render
from notes.rendering.constructs.formula_typesetting import MAX_FORMULAS
from notes.rendering.math import Source, typeset
from notes.rendering.math.katex.engine import Engine, Failure, Job, engine

SOON = 60.0


def draw(*formulas: str) -> list[Failure | None]:
    batch = [Job(tex, True) for tex in formulas]
    return [answer.failure for answer in engine().submit(batch, time.monotonic() + SOON).result()]


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False)


def test_draws_and_says_what_is_wrong() -> None:
    good, bad = engine().submit([Job("x", False), Job(r"x+\foo", False)], time.monotonic() + SOON).result()
    assert "katex" in good.html
    assert (bad.failure, bad.position, bad.message) == (Failure.BROKEN, 2, r"Undefined control sequence: \foo")


def test_survives_depth() -> None:
    assert draw("{" * 9_000, "x") == [Failure.TOO_HEAVY, None]


def test_draws_the_rest_when_one_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.rendering.math.katex.engine.SECONDS", 0.15)
    assert draw("a", r"\hat{" * 1_500 + "x" + "}" * 1_500, "b") == [None, Failure.TOO_SLOW, None]


def test_keeps_to_its_deadline() -> None:
    answers = engine().submit([Job("x", False)] * 3, time.monotonic() - 1).result()
    assert [answer.failure for answer in answers] == [Failure.OUT_OF_TIME] * 3


def test_reports_formulas_that_no_time_is_left_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.rendering.math.katex.batches.BUDGET_SECONDS", -1)
    found = typeset([Source(r"\text{never drawn before}", False, 1, 1)])
    assert [problem.kind for problem in found.problems] == ["formulas-too-many"]
    monkeypatch.undo()
    assert typeset([Source(r"\text{never drawn before}", False, 1, 1)]).problems == ()


def test_a_document_says_when_there_was_too_little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.rendering.math.katex.engine.SECONDS", 0.15)
    slow = r"\hat{" * 1_500 + "x" + "}" * 1_500
    assert render(f"$$\n{slow}\n$$").is_provisional
    monkeypatch.setattr("notes.rendering.math.katex.batches.BUDGET_SECONDS", -1)
    assert render(r"$\text{never drawn either}$").is_provisional
    monkeypatch.undo()
    assert not render(r"$\text{never drawn either}$").is_provisional


def test_what_is_too_heavy_for_any_machine_is_not_provisional() -> None:
    heavy = render("$$" + "{" * 9_000 + "}" * 9_000 + "$$")
    many = render("$x$ " * (MAX_FORMULAS + 1))
    assert [heavy.problems[0].kind, many.problems[0].kind] == ["formula-too-heavy", "formulas-too-many"]
    assert not heavy.is_provisional
    assert not many.is_provisional


def test_formulas_take_no_more_room_than_a_note_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.rendering.math.katex.batches.MAX_HTML", 5_000)
    document = render("$x^2$ " * 20)
    assert {problem.kind for problem in document.problems} == {"formula-too-heavy"}
    assert 0 < len(document.problems) < 20
    assert not document.is_provisional


def test_remembers_nothing_of_one_formula_in_the_next() -> None:
    assert draw(r"\gdef\mathds{x}\gdef\own{y}\own", r"\own") == [None, Failure.BROKEN]


def test_answers_many_threads() -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: typeset([Source(f"x_{{{number}}}", False, 1, 1)]), range(40)))
    assert all(not typeset_note.problems for typeset_note in found)


def test_leaves_the_stacks_of_other_threads_alone() -> None:
    before = threading.stack_size()
    Engine()
    assert threading.stack_size() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing to inherit without fork")
def test_works_in_a_forked_child() -> None:
    finished = run(
        "import os, sys\n"
        "from notes.rendering.math import Source, typeset\n"
        "assert typeset([Source('x', False, 1, 1)]).formulas\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    assert 'katex' in typeset([Source('y', False, 1, 1)]).formulas[0].html\n"
        "    sys.exit(0)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    assert (finished.returncode, finished.stderr) == (0, "")


def test_starts_nothing_when_imported() -> None:
    finished = run(
        "import threading, notes.rendering.math, notes.rendering.math.katex.engine as engine\n"
        "assert threading.active_count() == 1 and not engine._engines\n"
    )
    assert (finished.returncode, finished.stderr) == (0, "")


def test_lets_the_process_exit() -> None:
    finished = run("from notes.rendering.math import Source, typeset; typeset([Source('x', False, 1, 1)])")
    assert (finished.returncode, finished.stderr) == (0, "")
