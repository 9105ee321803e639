"""TeX that KaTeX does not accept is normalized."""

from __future__ import annotations

import pytest

from notes.rendering.math.normalize.build_template import normalize
from notes.rendering.math.normalize.environments import simplify_columns
from tests.rendering.math.typeset_notes import problem_kinds, typeset_note, typeset_one, visible_text

NORMALIZED = [
    (r"x_\hat\theta", r"x_{\hat\theta}"),
    (r"x_ \boldsymbol w+1", r"x_ {\boldsymbol w}+1"),
    (r"x^\frac12", r"x^{\frac12}"),
    (r"x_\sqrt[3]{2}y", r"x_{\sqrt[3]{2}}y"),
    (r"\hat\boldsymbol x", r"\hat{\boldsymbol x}"),
    (r"x_\mathrm{g}", r"x_{\mathrm{g}}"),
    (r"x_\alpha", r"x_\alpha"),
    (r"\mbox{if }", r"\text{if }"),
    (r"\text{learning_rate & #2}", r"\text{learning\_rate \& #2}"),
    (r"\text{若$a_1$则b_1}", r"\text{若$a_1$则b\_1}"),
    (r"\text{全角（文）}", r"\text{全角（文）}"),
    (r"f（x）＝｛ｙ｝", r"f(x)=\{y\}"),
    (r"x，y。", r"x，y。"),
    (r"f’(x)", r"f'(x)"),
    ("\\alpha\u200bb", r"\alpha b"),
    ("a\u3000b", "a b"),
    (r"\sqrt[\leftroot{-2}\uproot{2}3]{x}", r"\sqrt[3]{x}"),
    (r"\pmatrix{a & b \cr c & d}", r"\begin{pmatrix}a & b \cr c & d\end{pmatrix}"),
    (r"\begin{split}a&=b\end{split}", r"\begin{aligned}a&=b\end{aligned}"),
    (r"\begin{aligned}[t]a\end{aligned}", r"\begin{aligned}a\end{aligned}"),
    (r"\begin{array}[t]{@{}c@{\ }|p{3cm}}a\end{array}", r"\begin{array}{c|l}a\end{array}"),
    (r"\begin{psmallmatrix}a\end{psmallmatrix}", r"\left(\begin{smallmatrix}a\end{smallmatrix}\right)"),
    (r"\begin{cases}a\\[x]\end{cases}", r"\begin{cases}a\\{}[x]\end{cases}"),
    (r"\begin{cases}a\\[2pt]b\\*c\end{cases}", r"\begin{cases}a\\[2pt]b\\c\end{cases}"),
    ("x % a remark", "x %\n"),
]


@pytest.mark.parametrize(("tex", "expected"), NORMALIZED)
def test_normalizes_for_katex(tex: str, expected: str) -> None:
    template = normalize(tex, display=False)
    assert template
    assert template.tex == expected


@pytest.mark.parametrize("tex", [tex for tex, _ in NORMALIZED if "#2" not in tex])
def test_normalized_tex_renders(tex: str) -> None:
    assert typeset_one(tex).html


def test_subscripts_of_operators_are_below_in_display_formulas_only() -> None:
    tex = r"\mathop{\arg\max}_\theta"
    display, inline = normalize(tex, display=True), normalize(tex, display=False)
    assert display
    assert inline
    assert display.tex == r"\mathop{\arg\max}\limits_\theta"
    assert inline.tex == tex


@pytest.mark.parametrize(
    "tex",
    [
        r"\mathds{1}",
        r"\mathbbm{1}",
        r"\prescript{14}{6}{C}",
        r"\sideset{_a^b}{_c^d}\sum_i x",
        r"\mit\Sigma",
        r"\theta^{\*}",
        r"\bm{x}",
        r"\strut\ensuremath{x}",
        r"\multicolumn{2}{c}{x}",
        "中文，与“标点”。",
        r"\left（x\right）",
        "x≤y∈ℝ",
    ],
)
def test_renders_commands_that_katex_lacks(tex: str) -> None:
    assert visible_text(typeset_one(tex))


@pytest.mark.parametrize(
    "tex",
    [
        r"x\tag{3}",
        r"\begin{align}a&=b\end{align}",
        r"\begin{gather*}a\end{gather*}",
        r"x\label{a}",
        r"\begin{CD}A\end{CD}",
    ],
)
def test_numbered_tex_makes_a_display_formula(tex: str) -> None:
    assert typeset_one(tex).display


def test_rows_without_an_environment_are_aligned() -> None:
    assert visible_text(typeset_one(r"a &= b \\ &= c", display=True)) == "a=b=c"


@pytest.mark.parametrize(
    ("specification", "expected"),
    [
        ("lcr", "lcr"),
        ("@{}l@{\\quad}r@{}", "lr"),
        ("*{3}{c}", "ccc"),
        ("|c|p{2cm}|", "|c|l|"),
        (">{\\bf}l X", "ll"),
        ("", ""),
    ],
)
def test_simplifies_column_specifications(specification: str, expected: str) -> None:
    assert simplify_columns(specification) == expected


def test_a_stray_dollar_is_reported() -> None:
    assert problem_kinds(typeset_note("$$the value $ x$$")) == ["broken-formula"]
