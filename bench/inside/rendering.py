"""Renders a note that was never rendered before, or has KaTeX alone draw its formulas."""

from __future__ import annotations

import json
import time
from typing import Any

from bench import material
from bench.inside import answer

NUMBER = 4
WARMING = "A short note with $x$.\n\n```python\nprint(1)\n```\n"


def rendering(who: str, formulas: int, characters: int) -> dict[str, Any]:
    from notes.rendering import render

    source = material.body(NUMBER, formulas=formulas, characters=characters)
    document = render(WARMING)
    if who == "lemma":
        started = time.perf_counter()
        document = render(source)
        taken = time.perf_counter() - started
        if document.problems or len(document.formulas) != formulas:
            raise RuntimeError(f"the note is not as it should be: {document.problems}")
    else:
        taken = katex_seconds(material.formulas_of(NUMBER, formulas))
    return {"ms": 1000 * taken, "bytes": len(source.encode()), "formulas": formulas}


def katex_seconds(formulas: list[tuple[str, bool]]) -> float:
    """In a context as Lemma's engine makes them, by one call of KaTeX a formula and nothing else."""
    from notes.rendering.math.katex.engine import engine

    katex = engine()

    def draw() -> float:
        context = katex._context or katex._create_context()
        context.eval(
            "globalThis.alone = (given) => JSON.stringify(JSON.parse(given).map(([tex, displayMode]) =>"
            " katex.renderToString(tex, {displayMode, output: 'htmlAndMathml', strict: 'ignore'})))"
        )
        given, call = json.dumps(formulas), context.get("alone")
        started = time.perf_counter()
        json.loads(call(given))
        return time.perf_counter() - started

    # The engine's context lives in a thread of its own.
    return katex._executor.submit(draw).result()


if __name__ == "__main__":
    answer(rendering)
