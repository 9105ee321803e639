"""Queue the formulas of one note for KaTeX: in batches, in the background, each once per process."""

from __future__ import annotations

import time
import zlib
from collections import deque
from concurrent.futures import Future
from dataclasses import replace
from typing import NamedTuple

from notes.bounded_cache import BoundedCache
from notes.rendering.math.budget import Budget
from notes.rendering.math.katex.engine import Failure, Job, KatexResult, engine

_FIRST_BATCH_FORMULAS = 12
_MAX_BATCH_FORMULAS = 40
_MAX_BATCH_CHARACTERS = 8_000
"""A note's first batch is small, so that the engine starts early. Each further one is twice as large, up to one that
occupies the engine for about 50 ms."""

_MAX_BATCHES_IN_FLIGHT = 2
"""One being rendered and one that follows, so that notes rendered at the same time take turns."""

_HANDOVER_SECONDS = 0.0001
"""Unless this thread sleeps, Python lets it compute for another 5 ms before the engine's thread starts."""

_CACHE_BYTES = 8_000_000
"""About 8,000 formulas of typical size."""


class _CachedResult(NamedTuple):
    """A result whose HTML is compressed to a fifth; decompressing it takes 15 µs."""

    compressed_html: bytes
    result: KatexResult

    @classmethod
    def compress(cls, result: KatexResult) -> _CachedResult:
        return cls(zlib.compress(result.html.encode(), 1), replace(result, html=""))

    def decompress(self) -> KatexResult:
        return replace(self.result, html=zlib.decompress(self.compressed_html).decode())


_results: BoundedCache[Job, _CachedResult] = BoundedCache(_CACHE_BYTES)


class RenderQueue:
    """The KaTeX jobs of one note. The engine works on them while the note's other formulas are still being normalized.

    QuickJS releases the GIL while it runs. The queue itself has no thread: it submits the next batch whenever the note
    adds a job or waits for a result.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._results: dict[Job, KatexResult] = {}
        self._added: set[Job] = set()
        self._pending: deque[Job] = deque()
        self._in_flight: deque[tuple[list[Job], Future[list[KatexResult]]]] = deque()
        self._batch_formulas = _FIRST_BATCH_FORMULAS

    def add(self, job: Job) -> None:
        """Queue a job, unless it is queued already or its result is cached."""
        if job in self._added:
            return
        self._added.add(job)
        if cached := _results.get(job):
            self._results[job] = cached.decompress()
            return
        self._pending.append(job)
        if len(self._pending) >= self._batch_formulas:
            self.submit()

    def submit(self) -> None:
        """Submit pending jobs, also a batch that is not full, until enough are in flight."""
        while self._pending and self._may_submit():
            is_idle = not self._in_flight
            batch = self._next_batch()
            deadline = time.monotonic() + self._budget.seconds_left
            self._in_flight.append((batch, engine().submit(batch, deadline)))
            if is_idle:
                time.sleep(_HANDOVER_SECONDS)

    def result(self, job: Job) -> KatexResult:
        """The result of a job that was added. Time spent waiting for it is deducted from the budget."""
        while job not in self._results:
            self.submit()
            batch, future = self._in_flight.popleft()
            started = time.monotonic()
            results = future.result()
            self._budget.seconds_left -= time.monotonic() - started
            self.submit()
            for finished, result in zip(batch, results, strict=True):
                self._store(finished, result)
        return self._results[job]

    def _may_submit(self) -> bool:
        # The engine works in order, so the batches that are not done are the last ones.
        return len(self._in_flight) < _MAX_BATCHES_IN_FLIGHT or self._in_flight[-_MAX_BATCHES_IN_FLIGHT][1].done()

    def _next_batch(self) -> list[Job]:
        batch = [self._pending.popleft()]
        characters = len(batch[0].tex)
        while self._pending and len(batch) < self._batch_formulas:
            characters += len(self._pending[0].tex)
            if characters > _MAX_BATCH_CHARACTERS:
                break
            batch.append(self._pending.popleft())
        self._batch_formulas = min(2 * self._batch_formulas, _MAX_BATCH_FORMULAS)
        return batch

    def _store(self, job: Job, result: KatexResult) -> None:
        """Store a result, and cache it if it depends on the job alone and not on time or free memory."""
        self._results[job] = result
        if result.failure and result.failure.is_transient:
            self._budget.ran_out_of_time = True
        elif result.failure is not Failure.TOO_HEAVY:
            cached = _CachedResult.compress(result)
            _results.put(job, cached, len(job.tex) + len(cached.compressed_html))


def clear_cache() -> None:
    """Remove all cached results."""
    _results.clear()
