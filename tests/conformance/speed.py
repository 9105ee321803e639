"""The time to render a note of 8 KB with 60 formulas, step by step, and a note of 20 KB after adding one character.

Run as `python -m tests.conformance.speed`. “Cold” is without cached formulas, “warm” with all of them cached.
"""

from __future__ import annotations

import time

from notes.rendering import render
from notes.rendering.document import RenderContext
from notes.rendering.math import typeset
from notes.rendering.math.katex.render_queue import clear_cache
from notes.rendering.parser import parser
from notes.rendering.pipeline import STEPS
from notes.rendering.state import RenderState

_PARAGRAPH = (
    "设 $x_{%d}\\in\\mathbb{R}^d$ 为第 %d 个样本，**损失：**由 $\\ell_{%d}(\\theta)=-\\log p_\\theta(x_{%d})$ 给出，"
    "见[上一节](#a)与 `train_%d.py`。下面的式子把它拆成两项，前一项是重构误差，后一项是正则，"
    "二者的权重由 $\\beta_{%d}$ 决定。读者可以先跳过推导，只看结论；符号与上一篇笔记相同。"
)
_DISPLAY = "$$\n\\mathcal{L}_{%d}=\\mathbb{E}_{q_\\phi(z|x_{%d})}[\\log p_\\theta(x|z)]-D_{\\mathrm{KL}}(q\\|p)\n$$"
_CODE = "```python\nfor step in range(%d):\n    loss = model(batch)\n    loss.backward()\n```"


def source(characters: int) -> str:
    """A note of about `characters` characters, with a formula about every 70 characters."""
    blocks, total, number = ["## 一节"], 0, 0
    while total < characters:
        number += 1
        for template in (_PARAGRAPH, _DISPLAY, *([_CODE] if number % 4 == 0 else [])):
            blocks.append(template % ((number,) * template.count("%d")))
            total += len(blocks[-1]) + 2
    return "\n\n".join(blocks)


def milliseconds(text: str) -> float:
    start = time.perf_counter()
    render(text)
    return (time.perf_counter() - start) * 1000


def milliseconds_by_step(text: str) -> dict[str, float]:
    state = RenderState(text, RenderContext(), parser())
    by_step: dict[str, float] = {}
    for step in STEPS:
        start = time.perf_counter()
        step(state)
        by_step[step.__name__] = (time.perf_counter() - start) * 1000
    return by_step


if __name__ == "__main__":
    typeset([])
    render("$x$")
    note = source(5_400)
    print(f"A note of {len(note.encode()):,} bytes with {len(render(note).formulas)} formulas")
    clear_cache()
    print(f"  cold {milliseconds(note):.1f} ms, warm {min(milliseconds(note) for _ in range(5)):.1f} ms; warm by step:")
    for name, duration in milliseconds_by_step(note).items():
        print(f"  {duration:7.2f} ms  {name}")
    longer = source(14_000)
    clear_cache()
    cold = milliseconds(longer)
    edited = min(milliseconds(longer + "字" * count) for count in range(1, 6))
    print(f"A note of {len(longer.encode()):,} bytes: cold {cold:.1f} ms, after one more character {edited:.1f} ms")
