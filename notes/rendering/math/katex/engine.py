"""KaTeX in QuickJS: one context a process, in a thread of its own, with limits on time, memory and depth.

A context may be used by one thread only, and how deep a formula may nest depends on that thread's stack. So every
thread of a process asks the same dedicated one, whose stack is larger than QuickJS's own limit: QuickJS raises before
C overflows. The thread and its context are made when first asked for, and again in a forked child, which inherits
neither.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

# The package `quickjs` starts a thread of its own when it is imported; the extension module it wraps does not.
import _quickjs as quickjs  # type: ignore[import-not-found]

import notes
from notes.rendering.characters import printable

KATEX = Path(notes.__file__).resolve().parents[1] / "node_modules" / "katex" / "dist" / "katex.min.js"
_DRAW = Path(__file__).with_name("draw.js")

_THREAD_STACK = 64 << 20
_JAVASCRIPT_STACK = 16 << 20
_MEMORY = 256 << 20
SECONDS = 1.5
"""For one call, of the process' processor time, which is what QuickJS measures. A usual formula takes a thousandth."""


class Job(NamedTuple):
    r"""A formula in KaTeX's TeX, and the relative addresses that an `\href` in it may lead to."""

    tex: str
    display: bool
    addresses: tuple[str, ...] = ()


class Failure(Enum):
    """Why a formula was not drawn."""

    BROKEN = "broken"
    REFUSED = "refused"
    TOO_LARGE = "too large"
    TOO_HEAVY = "too heavy"
    TOO_SLOW = "too slow"
    OUT_OF_TIME = "out of time"

    @property
    def is_by_the_clock(self) -> bool:
        """Whether a faster machine, or this one when it has less to do, might have drawn it."""
        return self in (Failure.TOO_SLOW, Failure.OUT_OF_TIME)


@dataclass(frozen=True, slots=True)
class EngineResult:
    """The HTML of a formula, or why there is none: KaTeX's message and, if it knows, the offset of the fault."""

    html: str = ""
    failure: Failure | None = None
    message: str = ""
    position: int | None = None


class Engine:
    """The thread that draws, and its queue."""

    def __init__(self) -> None:
        self._context: quickjs.Context | None = None
        previous = threading.stack_size(_THREAD_STACK)
        try:
            self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="katex")
            # An executor makes its thread at the first task, which must be while the larger stack is in force.
            self._thread.submit(KATEX.exists)
        finally:
            threading.stack_size(previous)

    def submit(self, batch: Sequence[Job], deadline: float) -> Future[list[EngineResult]]:
        """Have the formulas drawn in order, when their turn comes; nobody waits for it here.

        What is not reached by `deadline`, on the monotonic clock, is out of time.
        """
        return self._thread.submit(self._draw, batch, deadline)

    def _draw(self, batch: Sequence[Job], deadline: float) -> list[EngineResult]:
        if time.monotonic() >= deadline:
            return [EngineResult(failure=Failure.OUT_OF_TIME)] * len(batch)
        try:
            return self._run(batch, deadline)
        except _EngineDied as death:
            if len(batch) == 1:
                return [EngineResult(failure=death.failure)]
            # One of them is to blame, and the others must not suffer for it.
            return [answer for job in batch for answer in self._draw([job], deadline)]

    def _run(self, batch: Sequence[Job], deadline: float) -> list[EngineResult]:
        context = self._context or self._make_context()
        left = deadline - time.monotonic()
        context.set_time_limit(max(0.1, min(SECONDS, left)))
        try:
            found = json.loads(context.get("drawAll")(json.dumps(batch)))
        except (quickjs.JSException, quickjs.StackOverflow, MemoryError) as error:
            # Interrupted or out of memory, a context may be in any state.
            self._context = None
            if "interrupted" not in str(error):
                raise _EngineDied(Failure.TOO_HEAVY) from error
            raise _EngineDied(Failure.TOO_SLOW if left >= SECONDS else Failure.OUT_OF_TIME) from error
        answers = [_answer(answer) for answer in found]
        if any(answer.failure is Failure.TOO_HEAVY for answer in answers):
            self._context = None
        return answers

    def _make_context(self) -> quickjs.Context:
        if not KATEX.exists():
            raise FileNotFoundError(f"KaTeX is not installed at {KATEX}: run `npm ci`")
        context = quickjs.Context()
        context.set_memory_limit(_MEMORY)
        context.set_max_stack_size(_JAVASCRIPT_STACK)
        context.eval(KATEX.read_text(encoding="utf-8"))
        context.eval(_DRAW.read_text(encoding="utf-8"))
        self._context = context
        return context


class _EngineDied(Exception):
    """The context did not answer and has been given up."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


_engines: dict[int, Engine] = {}


def engine() -> Engine:
    """The engine of this process."""
    found = _engines.get(os.getpid())
    return found or _engines.setdefault(os.getpid(), Engine())


def _answer(found: dict[str, str | int | bool | None]) -> EngineResult:
    r"""KaTeX's answer. `\char` makes characters that no HTML may hold, and half of one may be in a message."""
    if "html" in found:
        return EngineResult(html=printable(str(found["html"])))
    if "failure" in found:
        return EngineResult(failure=Failure(found["failure"]))
    position = found["at"]
    return EngineResult(
        failure=Failure.BROKEN,
        message=printable(str(found["message"])),
        position=position if isinstance(position, int) else None,
    )
