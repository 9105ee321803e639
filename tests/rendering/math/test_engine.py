"""The KaTeX engine: limits, lost contexts, threads, fork and exit."""

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

DEADLINE_SECONDS = 60.0


def failures(*formulas: str) -> list[Failure | None]:
    batch = [Job(tex, True) for tex in formulas]
    return [result.failure for result in engine().submit(batch, time.monotonic() + DEADLINE_SECONDS).result()]


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=False)


def test_returns_html_or_the_parse_error() -> None:
    good, bad = engine().submit([Job("x", False), Job(r"x+\foo", False)], time.monotonic() + DEADLINE_SECONDS).result()
    assert "katex" in good.html
    assert (bad.failure, bad.position, bad.message) == (Failure.BROKEN, 2, r"Undefined control sequence: \foo")


def test_deep_nesting_fails_alone() -> None:
    assert failures("{" * 9_000, "x") == [Failure.TOO_HEAVY, None]


def test_a_slow_formula_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.rendering.math.katex.engine.SECONDS", 0.15)
    assert failures("a", r"\hat{" * 1_500 + "x" + "}" * 1_500, "b") == [None, Failure.TOO_SLOW, None]


def test_past_the_deadline_nothing_is_rendered() -> None:
    results = engine().submit([Job("x", False)] * 3, time.monotonic() - 1).result()
    assert [result.failure for result in results] == [Failure.OUT_OF_TIME] * 3


def test_formulas_are_reported_when_time_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.rendering.math.budget.SECONDS", -1)
    result = typeset([Source(r"\text{not cached}", False, 1, 1)])
    assert [problem.kind for problem in result.problems] == ["formulas-too-many"]
    monkeypatch.undo()
    assert typeset([Source(r"\text{not cached}", False, 1, 1)]).problems == ()


def test_a_document_is_provisional_when_time_ran_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.rendering.math.katex.engine.SECONDS", 0.15)
    slow = r"\hat{" * 1_500 + "x" + "}" * 1_500
    assert render(f"$$\n{slow}\n$$").is_provisional
    monkeypatch.setattr("notes.rendering.math.budget.SECONDS", -1)
    assert render(r"$\text{not cached either}$").is_provisional
    monkeypatch.undo()
    assert not render(r"$\text{not cached either}$").is_provisional


def test_formulas_too_heavy_for_any_machine_are_not_provisional() -> None:
    heavy = render("$$" + "{" * 9_000 + "}" * 9_000 + "$$")
    many = render("$x$ " * (MAX_FORMULAS + 1))
    assert [heavy.problems[0].kind, many.problems[0].kind] == ["formula-too-heavy", "formulas-too-many"]
    assert not heavy.is_provisional
    assert not many.is_provisional


def test_the_html_of_all_formulas_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.rendering.math.budget.MAX_HTML_LENGTH", 5_000)
    document = render("$x^2$ " * 20)
    assert {problem.kind for problem in document.problems} == {"formula-too-heavy"}
    assert 0 < len(document.problems) < 20
    assert not document.is_provisional


def test_definitions_do_not_leak_into_the_next_formula() -> None:
    assert failures(r"\gdef\mathds{x}\gdef\own{y}\own", r"\own") == [None, Failure.BROKEN]


def test_can_be_used_from_many_threads() -> None:
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda number: typeset([Source(f"x_{{{number}}}", False, 1, 1)]), range(40)))
    assert all(not result.problems for result in results)


def test_does_not_change_the_stack_size_of_other_threads() -> None:
    before = threading.stack_size()
    Engine()
    assert threading.stack_size() == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork")
def test_works_in_a_forked_child() -> None:
    finished = run(
        "import os, sys, warnings\n"
        # Python 3.12 and later warn of forking a process with threads, which is what this test is about.
        "warnings.simplefilter('ignore', DeprecationWarning)\n"
        "from notes.rendering.math import Source, typeset\n"
        "assert typeset([Source('x', False, 1, 1)]).formulas\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    assert 'katex' in typeset([Source('y', False, 1, 1)]).formulas[0].html\n"
        "    sys.exit(0)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    assert (finished.returncode, finished.stderr) == (0, "")


def test_importing_starts_no_thread() -> None:
    finished = run(
        "import threading, notes.rendering.math, notes.rendering.math.katex.engine as engine\n"
        "assert threading.active_count() == 1 and not engine._engines\n"
    )
    assert (finished.returncode, finished.stderr) == (0, "")


def test_does_not_keep_the_process_from_exiting() -> None:
    finished = run("from notes.rendering.math import Source, typeset; typeset([Source('x', False, 1, 1)])")
    assert (finished.returncode, finished.stderr) == (0, "")
