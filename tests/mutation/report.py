"""What came of it: caught and survived by package, and each survivor as a line of its diff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cosmic_ray.work_item import TestOutcome, WorkItem, WorkResult

from tests.mutation.mutants import Session

GOAL_PERCENT = 90
EQUIVALENT = Path(__file__).with_name("equivalent.txt")


def show(sessions: Mapping[str, tuple[Session, Sequence[WorkItem]]]) -> int:
    """Prints the figures; 1 if a package is below the goal."""
    equivalent = known_equivalents()
    rows = []
    for name, (session, tried) in sessions.items():
        done = session.outcomes()
        results = [done[item.job_id] for item in tried if item.job_id in done]
        survivors = [result for result in results if result.test_outcome is TestOutcome.SURVIVED]
        missed = [result for result in survivors if fingerprint(result) not in equivalent]
        caught = len(results) - len(survivors)
        rows.append((name, len(session.mutants), len(results), caught, len(survivors) - len(missed), missed))
        print(f"\n{name}: {len(missed)} survive")
        for result in missed:
            print(f"  {fingerprint(result)}")
    print(f"\n{'package':12} {'mutants':>8} {'tried':>6} {'caught':>7} {'equivalent':>11} {'survive':>8} {'caught':>7}")
    for name, mutants, tried_count, caught, same, missed in rows:
        print(
            f"{name:12} {mutants:8} {tried_count:6} {caught:7} {same:11} {len(missed):8} "
            f"{percentage(caught, len(missed)):6.1f}%"
        )
    return int(any(percentage(caught, len(missed)) < GOAL_PERCENT for *_rest, caught, _same, missed in rows))


def percentage(caught: int, missed: int) -> float:
    return 100 * caught / (caught + missed) if caught + missed else 100.0


def fingerprint(result: WorkResult) -> str:
    """A mutant by its file and its changed lines, which outlives changes elsewhere in the file."""
    lines = (result.diff or "").splitlines()
    file = lines[0].removeprefix("--- ").strip() if lines else ""
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("--- ")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++ ")]
    return f"{file}: {' '.join(removed)} -> {' '.join(added)}".strip()


def known_equivalents() -> frozenset[str]:
    """Mutants that change nothing that anybody could see, each under a line that says why."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
