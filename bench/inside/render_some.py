"""Renders some notes and does nothing else, and says how long it took."""

from __future__ import annotations

import time

from bench import material
from bench.inside import answer


def render_some(first: int, last: int, formulas: int, characters: int) -> float:
    from notes.rendering import render

    render("$x$")
    texts = [material.body(number, formulas=formulas, characters=characters) for number in range(first, last)]
    started = time.perf_counter()
    for text in texts:
        render(text)
    return time.perf_counter() - started


if __name__ == "__main__":
    answer(render_some)
