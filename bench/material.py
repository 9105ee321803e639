"""Notes as authors write them, made from numbers: the same number gives the same note on every machine."""

from __future__ import annotations

from random import Random

TEXT = """
the gradient of a loss with respect to its parameters is estimated from small batches while noise in that estimate
acts as a regulariser whose strength depends on learning rate and batch size so that flat minima are found before sharp
ones when training begins attention weights distribute evidence over positions and each head learns relation between
tokens a diffusion model reverses corruption step by step by predicting which part was added
"""
WORDS = TEXT.split()
CHINESE = (
    "梯度的噪声与批大小有关，",
    "注意力机制为每个位置分配权重。",
    "扩散模型逐步去除噪声，",
    "我们先推导变分下界。",
    "损失函数并不是凸的，",
)
INLINE = (
    r"\mathbf{{x}}_{{{n}}} \in \mathbb{{R}}^{{d}}",
    r"p_{{\theta_{{{n}}}}}(x \mid z)",
    r"\nabla_\theta \mathcal{{L}}_{{{n}}}",
    r"\alpha_{{{n}}} = 1 - \beta_{{{n}}}",
    r"\lVert W_{{{n}}} \rVert_F \le \epsilon",
    r"O(n^2 d_{{{n}}})",
)
DISPLAY = (
    r"\mathcal{{L}}_{{{n}}}(\theta) = \mathbb{{E}}_{{x \sim p_{{{n}}}}}\left[\sum_{{i=1}}^N \log p_\theta(x_i)\right]",
    r"\operatorname{{softmax}}\left(\frac{{QK^\top}}{{\sqrt{{d_{{{n}}}}}}}\right)V",
    r"\begin{{aligned}} m_{{{n}}} &= \beta_1 m_{{t-1}} + g_t \\ v_{{{n}}} &= \beta_2 v_{{t-1}} + g_t^2 \end{{aligned}}",
    r"x_{{{n}}} = \sqrt{{\bar\alpha_t}}\, x_0 + \sqrt{{1-\bar\alpha_t}}\, \varepsilon",
    r"A_{{{n}}} = \begin{{pmatrix}} a_{{11}} & a_{{12}} \\ a_{{21}} & a_{{22}} \end{{pmatrix}}",
    r"\int_{{-\infty}}^{{\infty}} e^{{-x^2 / {n}}}\, dx = \sqrt{{{n}\pi}}",
)
CODE = """```python
def step_{n}(parameters, gradient, rate=1e-{d}):
    return [p - rate * g for p, g in zip(parameters, gradient)]
```"""
TAGS = (
    "optimisation",
    "attention",
    "diffusion",
    "transformers",
    "强化学习",
    "probability",
    "kernels",
    "generative models",
)

SERIES = ("Foundations", "Attention from scratch", "扩散模型入门", "Convex optimisation")


def title(number: int) -> str:
    return f"Note {number} on {TAGS[number % len(TAGS)]}"


def slug(number: int) -> str:
    return f"note-{number}"


def formulas_of(number: int, count: int) -> list[tuple[str, bool]]:
    """The formulas of a note in reading order, no two alike, each with whether it stands on a line of its own."""
    random = Random(number)
    kinds = [index % 3 == 2 for index in range(count)]
    return [
        (random.choice(DISPLAY if display else INLINE).format(n=number * 1000 + index), display)
        for index, display in enumerate(kinds)
    ]


def body(number: int, *, formulas: int, characters: int) -> str:
    """A text of at least so many characters with so many formulas."""
    random = Random(-number - 1)
    waiting = formulas_of(number, formulas)[::-1]
    parts: list[str] = []
    while waiting or length(parts) < characters:
        section = len(parts) + 1
        if len(parts) % 5 == 0:
            parts.append(f"## Part {section}: {random.choice(WORDS)} and {random.choice(WORDS)}")
        if waiting:
            tex, display = waiting.pop()
            parts.append(f"$$\n{tex}\n$$" if display else f"{sentence(random)} ${tex}$ {random.choice(CHINESE)}")
        elif section % 11 == 0:
            parts.append(CODE.format(n=section, d=1 + section % 6))
        else:
            parts.append(" ".join(sentence(random) for _ in range(4)) + random.choice(CHINESE))
    return "\n\n".join(parts) + "\n"


def length(parts: list[str]) -> int:
    return sum(map(len, parts)) + 2 * len(parts)


def sentence(random: Random) -> str:
    words = [random.choice(WORDS) for _ in range(random.randint(6, 14))]
    return f"{' '.join(words).capitalize()}."
