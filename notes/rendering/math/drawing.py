"""Draws formulas, each once: what the process has drawn it remembers by content."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from notes.rendering.math.cache import Cache
from notes.rendering.math.engine import Failure, Job, engine

BUDGET_SECONDS = 3.0
"""Wall-clock time for the formulas of one note: about 2,500 usual ones that were never drawn before. What is left
over is drawn when the note is rendered again."""

MAX_HTML = 14_000_000
"""Characters of HTML for the formulas of one note: with macros `$x$` may come to a million, as often as it stands."""

_CACHE_BYTES = 8_000_000
"""About 8,000 formulas of usual size."""

_ANNOTATION = re.compile(r'(<annotation encoding="application/x-tex">).*?(?=</annotation>)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Picture:
    """KaTeX's HTML in two halves, between which the TeX belongs; or why there is none."""

    before: str = ""
    behind: str = ""
    failure: Failure | None = None
    message: str = ""
    position: int | None = None


NOTHING = Picture()
"""The picture of a formula that only defines macros."""

LEFT_OUT = Picture(failure=Failure.TOO_HEAVY)
"""The picture of a formula for which a note has no room."""


class _Packed(NamedTuple):
    """A picture as it is remembered: KaTeX's HTML is a fifth as long in zlib, and read again in 15 µs."""

    html: bytes
    split: int
    failure: Failure | None
    message: str
    position: int | None

    @classmethod
    def of(cls, picture: Picture) -> _Packed:
        html = zlib.compress((picture.before + picture.behind).encode(), 1)
        return cls(html, len(picture.before), picture.failure, picture.message, picture.position)

    def unpack(self) -> Picture:
        html = zlib.decompress(self.html).decode()
        return Picture(html[: self.split], html[self.split :], self.failure, self.message, self.position)


_pictures: Cache[Job, _Packed] = Cache(_CACHE_BYTES)


class Budget:
    """The time and the room that the formulas of one note may still take, wherever in the note they are drawn.

    `ran_out_of_time` says that a formula went undrawn which a faster machine might have drawn.
    """

    def __init__(self) -> None:
        self.seconds_left = BUDGET_SECONDS
        self.characters_left = MAX_HTML
        self.ran_out_of_time = False

    def admits(self, picture: Picture) -> bool:
        """Whether there is room for a picture, which it then takes."""
        self.characters_left -= len(picture.before) + len(picture.behind)
        return self.characters_left >= 0


def draw(jobs: Iterable[Job], budget: Budget) -> dict[Job, Picture]:
    """A picture for each job. Only what depends on the formula is remembered, not a lack of time."""
    pictures: dict[Job, Picture] = {}
    missing: list[Job] = []
    for job in dict.fromkeys(jobs):
        known = _pictures.get(job)
        if known is None:
            missing.append(job)
        else:
            pictures[job] = known.unpack()
    if not missing:
        return pictures
    began = time.monotonic()
    answers = engine().draw(missing, began + budget.seconds_left)
    budget.seconds_left -= time.monotonic() - began
    for job, answer in zip(missing, answers, strict=True):
        before, behind = _halves(answer.html)
        picture = Picture(before, behind, answer.failure, answer.message, answer.position)
        pictures[job] = picture
        if answer.failure and answer.failure.is_by_the_clock:
            budget.ran_out_of_time = True
        elif answer.failure is not Failure.TOO_HEAVY:
            packed = _Packed.of(picture)
            _pictures.put(job, packed, len(job.tex) + len(packed.html))
    return pictures


def forget() -> None:
    """Forget all pictures."""
    _pictures.clear()


def _halves(html: str) -> tuple[str, str]:
    # HTML needs no namespace for MathML; in a note of 60 formulas these alone are 3 KB.
    html = html.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "", 1)
    html = html.replace('<a href="#eq-', '<a class="eq-ref" href="#eq-')
    match = _ANNOTATION.search(html)
    return (html[: match.end(1)], html[match.end() :]) if match else (html, "")
