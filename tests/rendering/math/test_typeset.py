"""The HTML, text and problems of single formulas."""

from __future__ import annotations

import html5lib
import pytest

from notes.rendering.characters import replace_unprintable
from notes.rendering.math import Source, typeset
from tests.rendering.math.typeset_notes import annotation, problem_kinds, typeset_note, typeset_one, visible_text


def test_wraps_an_inline_formula() -> None:
    formula = typeset_one("x^2")
    assert formula.html.startswith('<span class="math math-inline"><span class="katex">')
    assert not formula.display


def test_wraps_a_display_formula() -> None:
    formula = typeset_one("x^2", display=True)
    assert formula.html.startswith('<span class="math math-display"><span class="katex-display">')
    assert formula.display


def test_contains_mathml() -> None:
    assert "<math><semantics>" in typeset_one("x^2").html


def test_contains_the_authors_tex_once() -> None:
    formula = typeset_one(r" \mbox{a} < \mathds{1}  ")
    assert annotation(formula) == r"\mbox{a} < \mathds{1}"
    assert formula.html.count("mathds") == 1
    assert formula.tex == r"\mbox{a} < \mathds{1}"


@pytest.mark.parametrize(
    "tex", ["x^2", r"\sqrt[3]{\frac{a}{b}}", r"\text{若 $x$ 则}", r"\begin{pmatrix}a&b\\c&d\end{pmatrix}"]
)
def test_html_is_well_formed(tex: str) -> None:
    html5lib.HTMLParser(strict=True).parseFragment(typeset_one(tex).html)


@pytest.mark.parametrize(
    "tex", [r"\char\"D800", r"\text{\char\"DC00}", r"\char0", r"x\tag{\char\"FDD0}", "\\verb\U0001f468\U0001f469"]
)
def test_replaces_characters_that_are_invalid_in_html(tex: str) -> None:
    result = typeset_note(tex)
    for text in (result.formulas[0].html, result.formulas[0].text, *(problem.message for problem in result.problems)):
        assert replace_unprintable(text) == text


def test_formulas_are_returned_in_order() -> None:
    assert [visible_text(formula) for formula in typeset_note("a", "b", "a", "c").formulas] == ["a", "b", "a", "c"]


def test_no_formulas_give_an_empty_result() -> None:
    assert typeset([]).formulas == ()


def test_a_broken_formula_shows_its_tex() -> None:
    result = typeset_note("a", r"\frac{<b>}", "c")
    broken = result.formulas[1].html
    assert broken.startswith('<code class="math-error" title="Cannot render this formula: ')
    assert broken.endswith(r">\frac{&lt;b&gt;}</code>")
    assert [visible_text(result.formulas[0]), visible_text(result.formulas[2])] == ["a", "c"]
    assert problem_kinds(result) == ["broken-formula"]


def test_a_formula_over_the_length_limit_is_reported() -> None:
    result = typeset_note("x" * 20_001, "y")
    assert problem_kinds(result) == ["formula-too-long"]
    assert dict(result.problems[0].details) == {"length": "20001", "limit": "20000"}
    assert visible_text(result.formulas[1]) == "y"


@pytest.mark.parametrize("tex", ["", " ", "\n"])
def test_an_empty_formula_has_no_html(tex: str) -> None:
    result = typeset_note(tex)
    assert (result.formulas[0].html, result.problems) == ("", ())


@pytest.mark.parametrize(
    ("tex", "line", "column"),
    [
        (r"\foo", 4, 7),
        (r"a+\foo", 4, 9),
        ("a+\nb+\\foo", 5, 3),
        ("\n\n  \\foo", 6, 3),
        ("𝒩+\\foo", 4, 9),
        (r"\mbox{a}+\foo", 4, 16),
        ("（a）+\\foo", 4, 11),
        (r"x_\hat\theta+\foo", 4, 20),
        (r"\label{eq:a}x+\foo", 4, 21),
        (r"\begin{equation}\foo\end{equation}", 4, 23),
        (r"\newcommand{\a}{b}\a+\foo", 4, 28),
        ("% nothing\n\\foo", 5, 1),
    ],
)
def test_an_error_is_positioned_in_the_authors_text(tex: str, line: int, column: int) -> None:
    (problem,) = typeset([Source(tex, True, 4, 7)]).problems
    assert (problem.kind, problem.line, problem.column) == ("broken-formula", line, column)
    assert r"\foo" in problem.message


def test_an_error_is_positioned_in_an_indented_line() -> None:
    (problem,) = typeset([Source("a+\nb+\\foo", True, 4, 5, line_starts=(3,))]).problems
    assert (problem.line, problem.column) == (5, 5)


def test_an_error_in_a_macro_is_positioned_at_its_use() -> None:
    (problem,) = typeset_note(r"\newcommand{\R}{\mathbbb{R}}", r"x\in\R").problems
    assert (problem.line, problem.column) == (2, 5)


def test_problems_are_in_text_order() -> None:
    result = typeset_note(r"\foo", r"\eqref{a}", r"\bar")
    assert [problem.line for problem in result.problems] == [1, 2, 3]


@pytest.mark.parametrize(
    ("tex", "width"), [("x", 1), (r"\alpha+\beta", 5), ("中文", 4), (r"\hat{x}", 1), (r"\text{loss}", 4)]
)
def test_width_is_the_display_width_of_the_text(tex: str, width: int) -> None:
    assert typeset_one(tex).width == width


def test_feeds_show_unicode() -> None:
    assert typeset_one(r"x < \sigma^2").feed_html == "<span>x &lt; σ²</span>"


def test_feeds_show_tex_when_unicode_is_incomplete() -> None:
    assert typeset_one(r"\rule{1em}{1em} < x").feed_html == r"<code>\rule{1em}{1em} &lt; x</code>"
    assert typeset_note(r"\foo").formulas[0].feed_html == r"<code>\foo</code>"
