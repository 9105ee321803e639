"""Draws formulas, each once: what the process has drawn it remembers by content."""

from __future__ import annotations

import re
import time
import zlib
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import NamedTuple

from notes.bounded_cache import Cache
from notes.rendering.math.katex.engine import EngineResult, Failure, Job, engine

BUDGET_SECONDS = 3.0
"""Wall-clock time for the formulas of one note: about 2,500 usual ones that were never drawn before. What is left
over is drawn when the note is rendered again."""

MAX_HTML = 14_000_000
"""Characters of HTML for the formulas of one note: with macros `$x$` may come to a million, as often as it stands."""

_FIRST_FORMULAS = 12
_BATCH_FORMULAS = 40
_BATCH_CHARACTERS = 8_000
"""A note's first batch is small, so that the engine begins early; each further one is twice as large, up to one that
holds the engine for about 50 ms."""

_BATCHES_AT_ONCE = 2
"""One that is being drawn and one to go on with, so that notes drawn at the same time take turns."""

_HANDOVER_SECONDS = 0.0001
"""Python lets a thread that computes go on for 5 ms while another waits to begin, unless it sleeps."""

_CACHE_BYTES = 8_000_000
"""About 8,000 formulas of usual size."""

_ANNOTATION = re.compile(r'(<annotation encoding="application/x-tex">).*?(?=</annotation>)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class KatexHtml:
    """KaTeX's HTML in two halves, between which the TeX belongs; or why there is none."""

    before: str = ""
    behind: str = ""
    failure: Failure | None = None
    message: str = ""
    position: int | None = None


NOTHING = KatexHtml()
"""The picture of a formula that only defines macros."""

LEFT_OUT = KatexHtml(failure=Failure.TOO_HEAVY)
"""The picture of a formula for which a note has no room."""


class _Packed(NamedTuple):
    """A picture as it is remembered: KaTeX's HTML is a fifth as long in zlib, and read again in 15 µs."""

    html: bytes
    split: int
    failure: Failure | None
    message: str
    position: int | None

    @classmethod
    def of(cls, picture: KatexHtml) -> _Packed:
        html = zlib.compress((picture.before + picture.behind).encode(), 1)
        return cls(html, len(picture.before), picture.failure, picture.message, picture.position)

    def unpack(self) -> KatexHtml:
        html = zlib.decompress(self.html).decode()
        return KatexHtml(html[: self.split], html[self.split :], self.failure, self.message, self.position)


_pictures: Cache[Job, _Packed] = Cache(_CACHE_BYTES)


class Budget:
    """The time and the room that the formulas of one note may still take, wherever in the note they are drawn.

    `ran_out_of_time` says that a formula went undrawn which a faster machine might have drawn.
    """

    def __init__(self) -> None:
        self.seconds_left = BUDGET_SECONDS
        self.characters_left = MAX_HTML
        self.ran_out_of_time = False

    def allows(self, picture: KatexHtml) -> bool:
        """Whether there is room for a picture, which it then takes."""
        self.characters_left -= len(picture.before) + len(picture.behind)
        return self.characters_left >= 0


class Drawing:
    """The pictures of one note's formulas, which the engine draws while the note is still being made ready.

    QuickJS holds no lock of Python's while it draws. All here is done in the note's own thread, so that batches go on
    being handed in whenever the note asks for a formula or a picture.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._pictures: dict[Job, KatexHtml] = {}
        self._asked: set[Job] = set()
        self._waiting: deque[Job] = deque()
        self._batches: deque[tuple[list[Job], Future[list[EngineResult]]]] = deque()
        self._batch_formulas = _FIRST_FORMULAS

    def ask(self, job: Job) -> None:
        """Have a formula drawn, if it is not remembered: soon, together with those that are asked for next."""
        if job in self._asked:
            return
        self._asked.add(job)
        if known := _pictures.get(job):
            self._pictures[job] = known.unpack()
            return
        self._waiting.append(job)
        if len(self._waiting) >= self._batch_formulas:
            self.hand_in()

    def hand_in(self) -> None:
        """Give the engine what waits, even if it is less than a batch, as far as it may have it now."""
        while self._waiting and self._may_hand_in():
            is_idle = not self._batches
            batch = self._next_batch()
            deadline = time.monotonic() + self._budget.seconds_left
            self._batches.append((batch, engine().submit(batch, deadline)))
            if is_idle:
                time.sleep(_HANDOVER_SECONDS)

    def picture(self, job: Job) -> KatexHtml:
        """What came of a formula that was asked for. The time that the note waits here is what its budget pays."""
        while job not in self._pictures:
            self.hand_in()
            batch, waited_for = self._batches.popleft()
            began = time.monotonic()
            answers = waited_for.result()
            self._budget.seconds_left -= time.monotonic() - began
            self.hand_in()
            for drawn, answer in zip(batch, answers, strict=True):
                self._pictures[drawn] = self._picture(drawn, answer)
        return self._pictures[job]

    def _may_hand_in(self) -> bool:
        # The engine draws in order: what is not done are the last ones.
        return len(self._batches) < _BATCHES_AT_ONCE or self._batches[-_BATCHES_AT_ONCE][1].done()

    def _next_batch(self) -> list[Job]:
        batch = [self._waiting.popleft()]
        characters = len(batch[0].tex)
        while self._waiting and len(batch) < self._batch_formulas:
            characters += len(self._waiting[0].tex)
            if characters > _BATCH_CHARACTERS:
                break
            batch.append(self._waiting.popleft())
        self._batch_formulas = min(2 * self._batch_formulas, _BATCH_FORMULAS)
        return batch

    def _picture(self, job: Job, answer: EngineResult) -> KatexHtml:
        """The picture of an answer. Only what depends on the formula is remembered, not a lack of time."""
        before, behind = _halves(answer.html)
        picture = KatexHtml(before, behind, answer.failure, answer.message, answer.position)
        if answer.failure and answer.failure.is_by_the_clock:
            self._budget.ran_out_of_time = True
        elif answer.failure is not Failure.TOO_HEAVY:
            packed = _Packed.of(picture)
            _pictures.put(job, packed, len(job.tex) + len(packed.html))
        return picture


def forget() -> None:
    """Forget all pictures."""
    _pictures.clear()


def _halves(html: str) -> tuple[str, str]:
    # HTML needs no namespace for MathML; in a note of 60 formulas these alone are 3 KB.
    html = html.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "", 1)
    html = html.replace('<a href="#eq-', '<a class="eq-ref" href="#eq-')
    match = _ANNOTATION.search(html)
    return (html[: match.end(1)], html[match.end() :]) if match else (html, "")
