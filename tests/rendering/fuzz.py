"""Render random documents in one process per CPU, and report those with faults.

Run as `python -m tests.rendering.fuzz --documents 1000000`, or `make fuzz`. Each failure is printed with its seed and a
minimized input; `--seed N --documents 1` reproduces it. The exit status is 1 if there are failures.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import get_context
from types import FrameType

from tests.rendering.fuzzer import faults, fragments, source_of

_BATCH = 200
_HANGS_AFTER_SECONDS = 60
_MINIMIZING_SECONDS = 60
_FAILURES_PRINTED = 50
_MAX_PRINTED = 2_000
"""Characters printed of a source. Its seed reproduces the rest."""


@dataclass(frozen=True)
class Failure:
    """A document with a fault; `source` is the smallest one found with the same kind of fault."""

    seed: int
    fault: str
    source: str


@dataclass
class Tally:
    """The results so far."""

    documents: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)


def check(seed: int) -> tuple[int, float, Failure | None]:
    """The seed, the CPU seconds that its document takes, and its first fault."""
    pieces = fragments(seed)
    start = time.process_time()
    found = _faults(source_of(pieces, seed), seed)
    seconds = time.process_time() - start
    return seed, seconds, _minimize(seed, pieces, found[0]) if found else None


def _faults(source: str, seed: int) -> list[str]:
    """The document's faults. A rendering that hangs is interrupted and counts as a fault."""
    signal.signal(signal.SIGALRM, _interrupt)
    signal.alarm(_HANGS_AFTER_SECONDS)
    try:
        return faults(source, seed)
    except _Hangs:
        return [f"hangs: longer than {_HANGS_AFTER_SECONDS} s"]
    finally:
        signal.alarm(0)


class _Hangs(BaseException):
    """Not an `Exception`, since the checks treat those as the renderer's."""


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise _Hangs


def _minimize(seed: int, pieces: list[str], fault: str) -> Failure:
    """Remove fragments, then characters, as long as the same kind of fault remains."""
    kind = fault.partition(":")[0]
    deadline = time.monotonic() + (0 if kind in ("slow", "hangs") else _MINIMIZING_SECONDS)

    def remaining(kept: list[str]) -> str:
        found = _faults(source_of(kept, seed), seed) if time.monotonic() < deadline else []
        return next((fault for fault in found if fault.startswith(kind)), "")

    smaller = _remove_units(pieces, remaining)
    smallest = _remove_units(list("".join(smaller)), remaining)
    return Failure(seed, remaining(smallest) or fault, source_of(smallest, seed))


def _remove_units(units: list[str], remaining: Callable[[list[str]], str]) -> list[str]:
    size = max(1, len(units) // 2)
    while size:
        position = 0
        while position < len(units):
            fewer = units[:position] + units[position + size :]
            if remaining(fewer):
                units = fewer
            else:
                position += size
        size //= 2
    return units


def run(documents: int, first_seed: int, processes: int) -> Tally:
    tally = Tally()
    began = time.monotonic()
    with get_context("fork").Pool(processes) as pool:
        for seed, seconds, failure in pool.imap_unordered(check, range(first_seed, first_seed + documents), _BATCH):
            tally.documents += 1
            tally.slowest = max(tally.slowest, (seconds, seed))
            if failure:
                tally.kinds[failure.fault.partition(":")[0]] += 1
                if tally.kinds.total() <= _FAILURES_PRINTED:
                    print(f"\nseed {failure.seed}: {failure.fault}\n  {failure.source[:_MAX_PRINTED]!a}", flush=True)
            if tally.documents % _BATCH == 0:
                _progress(tally, documents, time.monotonic() - began)
    _progress(tally, documents, time.monotonic() - began)
    return tally


def _progress(tally: Tally, documents: int, seconds: float) -> None:
    rate = tally.documents / max(seconds, 0.001)
    line = f"{tally.documents:,} of {documents:,} documents, {rate:.0f}/s, {tally.kinds.total()} with faults"
    print(f"\r{line}", end="", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=int(time.time()) * 1_000, help="seed of the first document")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    print(f"Seeds from {arguments.seed}", flush=True)
    tally = run(arguments.documents, arguments.seed, arguments.processes)
    seconds, seed = tally.slowest
    print(
        f"\n{tally.documents:,} documents; faults: {dict(tally.kinds) or 'none'}; slowest {seconds:.1f} s (seed {seed})"
    )
    return bool(tally.kinds)


if __name__ == "__main__":
    sys.exit(main())
