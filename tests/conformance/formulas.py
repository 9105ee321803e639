"""How well and how fast real formulas are drawn: `python -m tests.conformance.formulas [corpus]`.

The corpus is a directory with `formulas.jsonl`, an object a line with `repo`, `display`, `tex` and `drawable`, the last
saying that MathJax or KaTeX draws the formula as it is. Formulas of one repository are typeset as notes of sixty.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TypedDict

from notes.rendering.math import Source, typeset
from notes.rendering.math.katex.render_queue import clear_cache
from notes.rendering.problems import Problem

FORMULAS_A_NOTE = 60
LINES_APART = 10_000
REFERENCE_PROBLEMS = frozenset(("missing-label", "duplicate-label"))
"""Faults of a note put together from pieces of others, which say nothing about the drawing."""


class Row(TypedDict):
    repo: str
    display: bool
    tex: str
    drawable: bool


def corpus_path() -> Path:
    """The corpus named on the command line, in `LEMMA_CORPUS`, or beside the project."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    return Path(os.environ.get("LEMMA_CORPUS", "../shared/corpus"))


def notes(rows: list[Row]) -> Iterator[list[Row]]:
    for _, found in groupby(rows, key=lambda row: row["repo"]):
        of_repo = list(found)
        for start in range(0, len(of_repo), FORMULAS_A_NOTE):
            yield of_repo[start : start + FORMULAS_A_NOTE]


@dataclass(slots=True)
class Measured:
    """`failures` are the problems that are not about references; the seconds are for drawing anew and for drawing
    again."""

    failures: list[tuple[Row, Problem]] = field(default_factory=list)
    cold_seconds: float = 0
    warm_seconds: float = 0


def measure(rows: list[Row]) -> Measured:
    """Typeset all formulas, each note twice in a row."""
    measured = Measured()
    for note in notes(rows):
        # Far apart, so that a problem's line leads back to its formula however many lines that has.
        sources = [Source(row["tex"], row["display"], LINES_APART * index + 1, 1) for index, row in enumerate(note)]
        started = time.perf_counter()
        typeset(sources)
        drawn = time.perf_counter()
        problems = typeset(sources).problems
        measured.warm_seconds += time.perf_counter() - drawn
        measured.cold_seconds += drawn - started
        measured.failures += (
            (note[problem.line // LINES_APART], problem)
            for problem in problems
            if problem.kind not in REFERENCE_PROBLEMS
        )
    return measured


def memory_mib() -> float:
    """The most memory that the process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    with (corpus_path() / "formulas.jsonl").open(encoding="utf-8") as lines:
        rows: list[Row] = [row for line in lines if (row := json.loads(line))["drawable"]]
    measured = measure(rows)
    after_once = memory_mib()
    clear_cache()
    measure(rows)
    after_twice = memory_mib()
    failed = {row["tex"] for row, _ in measured.failures}
    share = 1 - sum(row["tex"] in failed for row in rows) / len(rows)
    print(f"formulas drawn: {share:.2%} of {len(rows)} (wanted: 99.80 %)")
    cold, warm = (1000 * seconds / len(rows) for seconds in (measured.cold_seconds, measured.warm_seconds))
    print(f"time: {cold:.2f} ms a formula, {warm:.3f} ms when drawn before")
    print(f"memory at most: {after_once:.0f} MiB after one pass, {after_twice:.0f} MiB after two")
    for (kind, message), count in Counter(
        (problem.kind, problem.message) for _, problem in measured.failures
    ).most_common():
        print(f"{count:6} {kind}: {message}")
    return 0 if share >= 0.998 else 1


if __name__ == "__main__":
    sys.exit(main())
