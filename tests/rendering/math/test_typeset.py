"""What one formula becomes."""

from __future__ import annotations

import html5lib
import pytest

from notes.rendering.characters import printable
from notes.rendering.math import Source, typeset
from tests.rendering.math.formulas import annotation, draw, kinds, note, shown


def test_wraps_an_inline_formula() -> None:
    drawn = draw("x^2")
    assert drawn.html.startswith('<span class="math math-inline"><span class="katex">')
    assert not drawn.display


def test_wraps_a_display_formula() -> None:
    drawn = draw("x^2", display=True)
    assert drawn.html.startswith('<span class="math math-display"><span class="katex-display">')
    assert drawn.display


def test_carries_a_mathml_twin() -> None:
    assert "<math><semantics>" in draw("x^2").html


def test_carries_the_authors_own_tex_once() -> None:
    drawn = draw(r" \mbox{a} < \mathds{1}  ")
    assert annotation(drawn) == r"\mbox{a} < \mathds{1}"
    assert drawn.html.count("mathds") == 1
    assert drawn.tex == r"\mbox{a} < \mathds{1}"


@pytest.mark.parametrize(
    "tex", ["x^2", r"\sqrt[3]{\frac{a}{b}}", r"\text{若 $x$ 则}", r"\begin{pmatrix}a&b\\c&d\end{pmatrix}"]
)
def test_is_well_formed(tex: str) -> None:
    html5lib.HTMLParser(strict=True).parseFragment(draw(tex).html)


@pytest.mark.parametrize(
    "tex", [r"\char\"D800", r"\text{\char\"DC00}", r"\char0", r"x\tag{\char\"FDD0}", "\\verb\U0001f468\U0001f469"]
)
def test_replaces_characters_that_html_cannot_hold(tex: str) -> None:
    found = note(tex)
    for text in (found.formulas[0].html, found.formulas[0].text, *(problem.message for problem in found.problems)):
        assert printable(text) == text


def test_draws_formulas_in_order() -> None:
    assert [shown(drawn) for drawn in note("a", "b", "a", "c").formulas] == ["a", "b", "a", "c"]


def test_draws_nothing_of_no_formulas() -> None:
    assert typeset([]).formulas == ()


def test_shows_the_tex_of_a_broken_formula() -> None:
    found = note("a", r"\frac{<b>}", "c")
    broken = found.formulas[1].html
    assert broken.startswith('<code class="math-error" title="This formula cannot be drawn: ')
    assert broken.endswith(r">\frac{&lt;b&gt;}</code>")
    assert [shown(found.formulas[0]), shown(found.formulas[2])] == ["a", "c"]
    assert kinds(found) == ["broken-formula"]


def test_refuses_a_formula_that_is_too_long() -> None:
    found = note("x" * 20_001, "y")
    assert kinds(found) == ["formula-too-long"]
    assert dict(found.problems[0].details) == {"length": "20001", "limit": "20000"}
    assert shown(found.formulas[1]) == "y"


@pytest.mark.parametrize("tex", ["", " ", "\n"])
def test_draws_nothing_of_an_empty_formula(tex: str) -> None:
    found = note(tex)
    assert (found.formulas[0].html, found.problems) == ("", ())


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
def test_finds_the_fault_in_the_authors_text(tex: str, line: int, column: int) -> None:
    (problem,) = typeset([Source(tex, True, 4, 7)]).problems
    assert (problem.kind, problem.line, problem.column) == ("broken-formula", line, column)
    assert r"\foo" in problem.message


def test_finds_the_fault_in_an_indented_line() -> None:
    (problem,) = typeset([Source("a+\nb+\\foo", True, 4, 5, line_starts=(3,))]).problems
    assert (problem.line, problem.column) == (5, 5)


def test_finds_the_use_of_a_macro_that_is_at_fault() -> None:
    (problem,) = note(r"\newcommand{\R}{\mathbbb{R}}", r"x\in\R").problems
    assert (problem.line, problem.column) == (2, 5)


def test_tells_problems_in_the_order_of_the_text() -> None:
    found = note(r"\foo", r"\eqref{a}", r"\bar")
    assert [problem.line for problem in found.problems] == [1, 2, 3]


@pytest.mark.parametrize(
    ("tex", "width"), [("x", 1), (r"\alpha+\beta", 5), ("中文", 4), (r"\hat{x}", 1), (r"\text{loss}", 4)]
)
def test_estimates_the_width(tex: str, width: int) -> None:
    assert draw(tex).width == width


def test_gives_the_feed_unicode() -> None:
    assert draw(r"x < \sigma^2").feed_html == "<span>x &lt; σ²</span>"


def test_gives_the_feed_tex_where_unicode_has_nothing() -> None:
    assert draw(r"\rule{1em}{1em} < x").feed_html == r"<code>\rule{1em}{1em} &lt; x</code>"
    assert note(r"\foo").formulas[0].feed_html == r"<code>\foo</code>"
