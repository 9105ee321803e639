"""KaTeX in QuickJS: one context per process, on a dedicated thread, with limits on time, memory and stack.

A QuickJS context must not change threads, and how deep a formula may nest depends on the thread's stack. So all
threads of a process share one engine thread, whose stack is larger than QuickJS's own limit: QuickJS raises before the
C stack overflows. The thread and its context are created on first use, and again in a forked child, which inherits
neither.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

# The package `quickjs` starts a thread when it is imported; the extension module that it wraps does not.
import _quickjs as quickjs  # type: ignore[import-not-found]

import notes
from notes.rendering.characters import replace_unprintable

KATEX = Path(notes.__file__).resolve().parents[1] / "node_modules" / "katex" / "dist" / "katex.min.js"
_RENDER_SCRIPT = Path(__file__).with_name("render.js")

_THREAD_STACK_BYTES = 64 << 20
_JAVASCRIPT_STACK_BYTES = 16 << 20
_MEMORY_BYTES = 256 << 20
SECONDS = 1.5
"""Time limit of one call, in CPU seconds of the process, which is what QuickJS measures. A typical formula takes a
thousandth of it."""

ANNOTATION = '<annotation encoding="application/x-tex">'
"""The opening tag of the MathML element that holds a formula's TeX."""

_ANNOTATION_TEX = re.compile(rf"(?<={ANNOTATION}).*?(?=</annotation>)", re.DOTALL)


class Job(NamedTuple):
    r"""A formula in TeX that KaTeX accepts, and the relative URLs that an `\href` in it may link to."""

    tex: str
    display: bool
    allowed_urls: tuple[str, ...] = ()


class Failure(Enum):
    """Why a formula was not rendered."""

    BROKEN = "broken"
    """KaTeX cannot parse it."""
    REFUSED = "refused"
    r"""It uses a command that KaTeX does not trust, such as an `\href` to a `javascript:` URL."""
    TOO_LARGE = "too large"
    """A length in it is too large."""
    TOO_HEAVY = "too heavy"
    """It exceeds the limits on memory, stack or HTML."""
    TOO_SLOW = "too slow"
    """It exceeds the time limit of one call."""
    OUT_OF_TIME = "out of time"
    """The deadline passed before it was rendered."""

    @property
    def is_transient(self) -> bool:
        """Whether a faster machine, or this one under less load, might have rendered the formula."""
        return self in (Failure.TOO_SLOW, Failure.OUT_OF_TIME)


@dataclass(frozen=True, slots=True)
class KatexResult:
    """KaTeX's HTML for a formula, or why there is none.

    The MathML annotation in `html` is empty, since it is for the author's own TeX. `message` and `position` are those
    of KaTeX's parse error; `position` is an offset in UTF-16 code units.
    """

    html: str = ""
    failure: Failure | None = None
    message: str = ""
    position: int | None = None


class Engine:
    """The engine thread and its queue."""

    def __init__(self) -> None:
        self._context: quickjs.Context | None = None
        previous = threading.stack_size(_THREAD_STACK_BYTES)
        try:
            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="katex")
            # An executor starts its thread with the first task, which must be while the larger stack size is set.
            self._executor.submit(KATEX.exists)
        finally:
            threading.stack_size(previous)

    def submit(self, batch: Sequence[Job], deadline: float) -> Future[list[KatexResult]]:
        """Queue a batch and return at once; the future holds a result for each job, in order.

        Jobs not begun by `deadline`, on the monotonic clock, are `Failure.OUT_OF_TIME`.
        """
        return self._executor.submit(self._render, batch, deadline)

    def _render(self, batch: Sequence[Job], deadline: float) -> list[KatexResult]:
        if time.monotonic() >= deadline:
            return [KatexResult(failure=Failure.OUT_OF_TIME)] * len(batch)
        try:
            return self._call(batch, deadline)
        except _ContextLost as lost:
            if len(batch) == 1:
                return [KatexResult(failure=lost.failure)]
            # Render the others without the one that is to blame.
            return [result for job in batch for result in self._render([job], deadline)]

    def _call(self, batch: Sequence[Job], deadline: float) -> list[KatexResult]:
        context = self._context or self._create_context()
        seconds_left = deadline - time.monotonic()
        context.set_time_limit(max(0.1, min(SECONDS, seconds_left)))
        try:
            answers = json.loads(context.get("renderAll")(json.dumps(batch)))
        except (quickjs.JSException, quickjs.StackOverflow, MemoryError) as error:
            # After an interrupt or with memory exhausted, the state of the context is unknown.
            self._context = None
            if "interrupted" not in str(error):
                raise _ContextLost(Failure.TOO_HEAVY) from error
            raise _ContextLost(Failure.TOO_SLOW if seconds_left >= SECONDS else Failure.OUT_OF_TIME) from error
        results = [_result(answer) for answer in answers]
        if any(result.failure is Failure.TOO_HEAVY for result in results):
            self._context = None
        return results

    def _create_context(self) -> quickjs.Context:
        if not KATEX.exists():
            raise FileNotFoundError(f"KaTeX is not installed at {KATEX}: run `npm ci`")
        context = quickjs.Context()
        context.set_memory_limit(_MEMORY_BYTES)
        context.set_max_stack_size(_JAVASCRIPT_STACK_BYTES)
        context.eval(KATEX.read_text(encoding="utf-8"))
        context.eval(_RENDER_SCRIPT.read_text(encoding="utf-8"))
        self._context = context
        return context


class _ContextLost(Exception):
    """A call failed in a way that makes the context unusable."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


_engines: dict[int, Engine] = {}


def engine() -> Engine:
    """The engine of this process."""
    existing = _engines.get(os.getpid())
    return existing or _engines.setdefault(os.getpid(), Engine())


def _result(answer: dict[str, str | int | None]) -> KatexResult:
    r"""The result in an answer of `render.js`.

    `\char` makes characters that HTML must not hold, and a message may hold half of a surrogate pair.
    """
    if "html" in answer:
        return KatexResult(_postprocess(replace_unprintable(str(answer["html"]))))
    if "failure" in answer:
        return KatexResult(failure=Failure(answer["failure"]))
    position = answer["position"]
    return KatexResult(
        failure=Failure.BROKEN,
        message=replace_unprintable(str(answer["message"])),
        position=position if isinstance(position, int) else None,
    )


def _postprocess(html: str) -> str:
    """Empty the annotation, mark links to equations, and drop MathML's namespace, which HTML does not need."""
    html = html.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "", 1)
    html = html.replace('<a href="#eq-', '<a class="eq-ref" href="#eq-')
    return _ANNOTATION_TEX.sub("", html, count=1)
