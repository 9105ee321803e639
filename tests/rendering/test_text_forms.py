"""The excerpt, the plain text and the feed of a note."""

import pytest

from notes.rendering import render
from notes.rendering.characters import display_width
from notes.rendering.text_forms.excerpt import EXCERPT_WIDTH
from tests.rendering.abbreviation import abbreviated


def excerpt(source: str) -> str:
    return abbreviated(render(source).excerpt_html)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("一 **二** *三* `四` ~~五~~", "一 <strong>二</strong> <em>三</em> <code>四</code> <s>五</s>"),
        ("==一== **==二==**", "<mark>一</mark> <strong><mark>二</mark></strong>"),
        ("设 $x^2$ 为", "设 ⟦x^2⟧ 为"),
        ("由\n$$\nx=1\n$$\n得", "由 ⟦x=1⟧ 得"),
        ("由 $$x \\label{eq:a}$$ 得 \\eqref{eq:a}", "由 ⟦x⟧ 得 (1)"),
        ("[文](/a)字 <b>c</b>[^1]\n\n[^1]: 注", "文字 c"),
        ("# 题\n\n文", "文"),
        ("| a |\n|---|\n\n文", "文"),
        ("```\na\n```\n\n文", "文"),
        ("![图](a.png)\n\n文", "文"),
        ("文![图](a.png)字", "文字"),
        ("<div>甲</div>\n\n文", "文"),
        ("[TOC]\n\n文", "文"),
        ("一。\n\n二", "一。二"),
        ("one.\n\ntwo", "one. two"),
        ("- 一\n- 二", "一 二"),
        ("> [!NOTE] 题\n> 文", "文"),
        ("a < b & c", "a &lt; b &amp; c"),
        ('$a href="b$ $c id="d$', '⟦a href="b⟧ ⟦c id="d⟧'),
        ("", ""),
    ],
)
def test_excerpt_is_inline_html(source: str, expected: str) -> None:
    assert excerpt(source) == expected


def test_excerpt_omits_long_display_formulas() -> None:
    assert excerpt("由\n$$\n" + "x+" * 80 + "x\n$$\n得") == "由 得"


def test_excerpt_omits_display_formulas_that_cannot_be_inline() -> None:
    document = render("由 $$a & b$$ 得 $$\\frac{1$$")
    assert document.html.count('<code class="math-error') == 1
    assert abbreviated(document.excerpt_html).startswith('由 得 <code class="math-error')


def test_excerpt_shows_a_display_formula_only_if_it_fits() -> None:
    excerpts = {count: excerpt(f"{'word ' * count}\n\n$$\nE = mc^2\n$$\n\n{'and so on ' * 40}") for count in range(60)}
    with_formula = [count for count, html in excerpts.items() if "⟦E = mc^2⟧" in html]
    assert with_formula == [*range(47)]
    assert not any("E =" in excerpts[count] for count in range(47, 60))


def test_excerpt_prefers_to_end_at_a_sentence() -> None:
    document = render("甲" * 90 + "。" + "乙" * 90)
    assert document.excerpt_text == "甲" * 90 + "…"


def test_excerpt_ends_at_a_clause_if_no_sentence_ends() -> None:
    assert render("甲" * 90 + "，" + "乙" * 90).excerpt_text == "甲" * 90 + "…"


def test_excerpt_ends_between_words_if_no_clause_ends() -> None:
    text = render("internationalisation " * 30).excerpt_text
    assert text.removesuffix("…").split()[-1] == "internationalisation"


def test_excerpt_is_never_too_wide() -> None:
    for source in ("中" * 500, "a" * 500, "word " * 200, "$x$中" * 200, "**" + "粗" * 300 + "**"):
        assert display_width(render(source).excerpt_text) <= EXCERPT_WIDTH


def test_truncated_excerpt_closes_its_elements() -> None:
    assert render("**" + "粗" * 300 + "**").excerpt_html.endswith("粗…</strong>")


def test_excerpt_never_cuts_a_formula() -> None:
    html = excerpt("字" * 115 + r"$\sum_{i=1}^{n} x_i + y_i + z_i$" + "字" * 50)
    assert "⟦" not in html


def test_excerpt_never_cuts_a_grapheme_cluster() -> None:
    family = "👨‍👩‍👧‍👦"
    assert render(family * 200).excerpt_text.replace(family, "") == "…"


def test_macros_hold_in_the_excerpt() -> None:
    document = render("$\\newcommand{\\R}{\\mathbb{R}}$\n\n$$\nx\\in\\R\n$$")
    assert "math-error" not in document.excerpt_html
    assert document.problems == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"$p(x|z) \sim \mathcal{N}(\mu,\sigma^2)$", "p(x|z) ∼ 𝒩(μ, σ²)"),
        ("# 题\n\n文 **粗**\n第二行", "题\n文 粗第二行"),
        ("==一== 与 a == b", "一 与 a == b"),
        ("- 一\n- 二", "一\n二"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b\n1 2"),
        ("```python\nx = 1\n```", "x = 1"),
        ("> [!LEMMA] 名\n> 文", "Lemma 1 名\n文"),
        ("甲[^1]\n\n[^1]: 注", "甲\n注"),
        ("<p>甲&amp;乙<br>丙</p>", "甲&乙 丙"),
        ("甲 <b>乙</b><!-- 丙 -->", "甲 乙"),
        ('![图](a.png "说明")', "图\n说明"),
        ("[文](/a) [[b|字]] https://c.example/", "文 字 https://c.example/"),
        ("词\n: 义", "词\n义"),
        ("$5 与 \\$6", "$5 与 $6"),
    ],
)
def test_plain_text(source: str, expected: str) -> None:
    assert render(source).plain_text == expected


def test_feed_html_needs_no_stylesheet() -> None:
    html = render("# 题\n\n$x^2$[^1]\n\n- [x] 事\n\n```python\na\n```\n\n[^1]: 注").feed_html
    assert "katex" not in html
    assert "heading-anchor" not in html
    assert "footnote-back" not in html
    assert "☑ 事" in html
    assert "<pre><code>a\n</code></pre>" in html
    assert "x²" in html or "x<sup>2</sup>" in html
