"""TeX that KaTeX does not understand as it is written, drawn as it is meant."""

from __future__ import annotations

import pytest

from notes.rendering.math.normalize.environments import plain_columns
from notes.rendering.math.normalize.template_cache import normalize
from tests.rendering.math.formulas import draw, kinds, note, shown

SPELLINGS = [
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


@pytest.mark.parametrize(("tex", "spelled"), SPELLINGS)
def test_spells_for_katex(tex: str, spelled: str) -> None:
    template = normalize(tex, display=False)
    assert template
    assert template.text == spelled


@pytest.mark.parametrize("tex", [tex for tex, _ in SPELLINGS if "#2" not in tex])
def test_draws_what_was_spelled(tex: str) -> None:
    assert draw(tex).html


def test_writes_below_an_operator_in_display_only() -> None:
    tex = r"\mathop{\arg\max}_\theta"
    displayed, inline = normalize(tex, display=True), normalize(tex, display=False)
    assert displayed
    assert inline
    assert displayed.text == r"\mathop{\arg\max}\limits_\theta"
    assert inline.text == tex


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
def test_draws_what_katex_lacks(tex: str) -> None:
    assert shown(draw(tex))


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
def test_displays_what_no_line_can_hold(tex: str) -> None:
    assert draw(tex).display


def test_draws_rows_without_their_environment() -> None:
    assert shown(draw(r"a &= b \\ &= c", display=True)) == "a=b=c"


@pytest.mark.parametrize(
    ("description", "plain"),
    [
        ("lcr", "lcr"),
        ("@{}l@{\\quad}r@{}", "lr"),
        ("*{3}{c}", "ccc"),
        ("|c|p{2cm}|", "|c|l|"),
        (">{\\bf}l X", "ll"),
        ("", ""),
    ],
)
def test_simplifies_columns(description: str, plain: str) -> None:
    assert plain_columns(description) == plain


def test_leaves_a_lost_dollar_to_be_reported() -> None:
    assert kinds(note("$$the value $ x$$")) == ["broken-formula"]
