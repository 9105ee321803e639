"""Notes whose rendering raises. No input is known to do so, so a step of the pipeline raises for a marker text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from notes.rendering import pipeline
from notes.rendering.state import RenderState

MARKER = "a text that cannot be rendered"


class Panic(BaseException):
    """What a panic in Rust arrives as: not an `Exception`."""


def recurse(depth: int = 0) -> int:
    return recurse(depth + 1) + 1


def run_out_of_memory() -> None:
    raise MemoryError


def panic() -> None:
    raise Panic("a panic in Rust")


FAULTS: dict[str, Callable[[], object]] = {
    "exception": lambda: [][1],
    "recursion": recurse,
    "memory": run_out_of_memory,
    "panic": panic,
}


class Fault:
    """A step that fails on every text with the marker, and counts how often."""

    def __init__(self, kind: str) -> None:
        self.count = 0
        self._kind = kind

    def __call__(self, note: RenderState) -> None:
        if MARKER in note.source:
            self.count += 1
            FAULTS[self._kind]()


def break_rendering(monkeypatch: pytest.MonkeyPatch, kind: str = "exception") -> Fault:
    """From now on rendering a text with the marker raises."""
    fault = Fault(kind)
    # Last: what has been made by then must not reach a page.
    monkeypatch.setattr(pipeline, "STEPS", (*pipeline.STEPS, fault))
    return fault
