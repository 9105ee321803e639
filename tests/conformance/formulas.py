"""How many real formulas can be typeset, and how fast: `python -m tests.conformance.formulas [corpus]`.

The corpus is a directory with `formulas.jsonl`. Each line is an object with `repo`, `display`, `tex` and `drawable`.
The last is true if MathJax or KaTeX renders the formula unchanged. The formulas of a repository form notes of sixty.
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
LINES_PER_FORMULA = 10_000
REFERENCE_PROBLEMS = frozenset(("missing-label", "duplicate-label"))
"""Problems that come from combining formulas of different notes."""


class Row(TypedDict):
    repo: str
    display: bool
    tex: str
    drawable: bool


def corpus_path() -> Path:
    """The corpus given on the command line or in `LEMMA_CORPUS`, by default the one beside the project."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    return Path(os.environ.get("LEMMA_CORPUS", "../shared/corpus"))


def notes(rows: list[Row]) -> Iterator[list[Row]]:
    for _, found in groupby(rows, key=lambda row: row["repo"]):
        of_repo = list(found)
        for start in range(0, len(of_repo), FORMULAS_A_NOTE):
            yield of_repo[start : start + FORMULAS_A_NOTE]


@dataclass(slots=True)
class Measurement:
    """`failures` are the problems that are not about references; the seconds are those without and with a cache."""

    failures: list[tuple[Row, Problem]] = field(default_factory=list)
    cold_seconds: float = 0
    warm_seconds: float = 0


def measure(rows: list[Row]) -> Measurement:
    """Typeset all formulas, each note twice in succession."""
    measurement = Measurement()
    for note in notes(rows):
        # Far apart, so that the line of a problem identifies its formula, however many lines that has.
        sources = [
            Source(row["tex"], row["display"], LINES_PER_FORMULA * index + 1, 1) for index, row in enumerate(note)
        ]
        started = time.perf_counter()
        typeset(sources)
        typeset_once = time.perf_counter()
        problems = typeset(sources).problems
        measurement.warm_seconds += time.perf_counter() - typeset_once
        measurement.cold_seconds += typeset_once - started
        measurement.failures += (
            (note[problem.line // LINES_PER_FORMULA], problem)
            for problem in problems
            if problem.kind not in REFERENCE_PROBLEMS
        )
    return measurement


def memory_mib() -> float:
    """The peak memory of the process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    with (corpus_path() / "formulas.jsonl").open(encoding="utf-8") as lines:
        rows: list[Row] = [row for line in lines if (row := json.loads(line))["drawable"]]
    measurement = measure(rows)
    after_once = memory_mib()
    clear_cache()
    measure(rows)
    after_twice = memory_mib()
    failed = {row["tex"] for row, _ in measurement.failures}
    share = 1 - sum(row["tex"] in failed for row in rows) / len(rows)
    print(f"formulas rendered: {share:.2%} of {len(rows)} (required: 99.80 %)")
    cold, warm = (1000 * seconds / len(rows) for seconds in (measurement.cold_seconds, measurement.warm_seconds))
    print(f"time: {cold:.2f} ms per formula, {warm:.3f} ms if cached")
    print(f"peak memory: {after_once:.0f} MiB after one pass, {after_twice:.0f} MiB after two")
    for (kind, message), count in Counter(
        (problem.kind, problem.message) for _, problem in measurement.failures
    ).most_common():
        print(f"{count:6} {kind}: {message}")
    return 0 if share >= 0.998 else 1


if __name__ == "__main__":
    sys.exit(main())
