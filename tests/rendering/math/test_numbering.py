"""Equation numbers, labels and references throughout a note."""

from __future__ import annotations

import re

import pytest

from notes.rendering.math import Source, typeset
from tests.rendering.math.typeset_notes import typeset_note, typeset_one, visible_text


@pytest.mark.parametrize(
    ("tex", "numbers"),
    [
        (r"a", []),
        (r"a\label{x}", ["1"]),
        (r"a\tag{*}", ["*"]),
        (r"a\tag*{Bellman}", ["Bellman"]),
        (r"a\tag{$\star$}\label{x}", ["⋆"]),
        (r"\begin{equation}a\end{equation}", ["1"]),
        (r"\begin{equation*}a\end{equation*}", []),
        (r"\begin{equation*}a\label{x}\end{equation*}", ["1"]),
        (r"\begin{equation}a\nonumber\end{equation}", []),
        (r"\begin{equation}a\tag{A}\end{equation}", ["A"]),
        (r"\begin{equation}\begin{aligned}a&=b\\&=c\end{aligned}\end{equation}", ["1"]),
        (r"\begin{equation}a\\b\end{equation}", ["1"]),
        (r"\begin{align}a&=b\\c&=d\end{align}", ["1", "2"]),
        (r"\begin{align}a&=b\\c&=d\\\end{align}", ["1", "2"]),
        (r"\begin{align}a&=b\notag\\c&=d\end{align}", ["1"]),
        (r"\begin{align}a&=b\tag{A}\\c&=d\end{align}", ["A", "1"]),
        (r"\begin{align*}a&=b\\c&=d\label{x}\end{align*}", ["1"]),
        (r"\begin{align}a&=\begin{cases}1\\2\end{cases}\\c&=d\end{align}", ["1", "2"]),
        (r"\begin{align}a&=\substack{1\\2}\\c&=d\end{align}", ["1", "2"]),
        (r"\begin{alignat}{2}a&=b&c&=d\\e&=f\end{alignat}", ["1", "2"]),
        (r"\begin{flalign}a&=b\end{flalign}", ["1"]),
        (r"\begin{gather}a\\b\\c\end{gather}", ["1", "2", "3"]),
        (r"\begin{gather*}a\\b\end{gather*}", []),
        (r"\begin{multline}a\\b\\c\end{multline}", ["1"]),
        (r"\begin{multline*}a\\b\end{multline*}", []),
        (r"\begin{eqnarray}a&=&b\\c&=&d\end{eqnarray}", ["1", "2"]),
        (r"\begin{eqnarray*}a&=&b\end{eqnarray*}", []),
        (r"\begin{equation}a\end{equation}\begin{equation}b\end{equation}", ["1", "2"]),
        (r"\begin{equation}a\end{equation}\label{x}", ["1"]),
        (r"\begin{aligned}a\tag{1}\\b\tag{2}\end{aligned}", ["1", "2"]),
        (r"\left\{\begin{align}a\\b\end{align}\right.", []),
        (r"\Large\begin{equation}a\end{equation}", ["1"]),
    ],
)
def test_numbers_rows(tex: str, numbers: list[str]) -> None:
    formula = typeset_one(tex, display=True)
    assert formula.number == (numbers[0] if numbers else None)
    text = visible_text(formula)
    assert re.findall(r"\((\d|A|\*|⋆)\)", text) + re.findall("Bellman", text) == numbers


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{eqnarray}\alpha&\le&b\end{eqnarray}",
        r"\alpha\label{x}\le b",
        r"\alpha\le\label{x}b",
        r"\alpha\le\tag{1}b",
        r"\begin{align}\alpha\le\notag b\label{x}\end{align}",
    ],
)
def test_commands_stay_apart_when_tex_between_them_is_removed(tex: str) -> None:
    assert visible_text(typeset_one(tex, display=True)) == "α≤b(1)"


def test_numbers_continue_through_the_note() -> None:
    result = typeset_note(
        r"$$\begin{equation}a\end{equation}$$",
        r"$$b$$",
        r"$$c\tag{A}$$",
        r"$$d\label{eq:d}$$",
        r"$$\begin{align}e\\f\end{align}$$",
        r"$$\begin{gather}g\end{gather}$$",
    )
    assert [formula.number for formula in result.formulas] == ["1", None, "A", "2", "3", "5"]


def test_a_labeled_equation_has_an_anchor() -> None:
    formula = typeset_one(r"E=mc^2\label{eq:energy}", display=True)
    assert (formula.anchor, formula.labels) == ("eq-energy", (("eq:energy", "1"),))
    assert formula.html.startswith('<span class="math math-display" id="eq-energy">')


def test_each_labeled_row_has_an_anchor() -> None:
    formula = typeset_one(r"\begin{align}a\label{x}\\b\\c\label{y}\end{align}", display=True)
    assert formula.html.startswith('<span class="math math-display" id="eq-x"><span id="eq-y"></span>')
    assert formula.labels == (("x", "1"), ("y", "3"))


@pytest.mark.parametrize(
    ("label", "anchor"),
    [
        ("eq:elbo", "eq-elbo"),
        ("elbo", "eq-elbo"),
        ("证据下界", "eq-证据下界"),
        ("eq:a b/c", "eq-a-b-c"),
        (r'"><script>', "eq-script"),
        ("eq:10.3_2", "eq-10.3_2"),
        ("  two   words ", "eq-two-words"),
        ("…", "eq-x"),
    ],
)
def test_any_label_makes_an_anchor(label: str, anchor: str) -> None:
    assert typeset_one(rf"x\label{{{label}}}", display=True).anchor == anchor


def test_anchors_are_unique() -> None:
    result = typeset_note(r"$$a\label{eq:x}$$", r"$$b\label{x}$$", r"$$c\label{x!}$$")
    assert [formula.anchor for formula in result.formulas] == ["eq-x", "eq-x-2", "eq-x-3"]


def test_links_to_earlier_and_later_equations() -> None:
    result = typeset_note(r"\eqref{b}", r"$$a\label{a}$$", r"$$b\label{b}$$", r"by \ref{a} and \eqref{b}")
    assert '<a class="eq-ref" href="#eq-b">' in result.formulas[0].html
    assert visible_text(result.formulas[0]) == "(2)"
    assert visible_text(result.formulas[3]) == "by1and(2)"
    assert result.problems == ()


def test_links_within_text_mode_and_rows() -> None:
    formula = typeset_one(
        r"\begin{align}a&\stackrel{\text{\eqref{x}}}{=}b\label{x}\\&\overset{\eqref{x}}{=}c\end{align}", display=True
    )
    assert formula.html.count('href="#eq-x"') >= 2


def test_a_reference_shows_the_tag_of_its_equation() -> None:
    result = typeset_note(r"$$a\tag{$\star$}\label{a}$$", r"\eqref{a}")
    assert visible_text(result.formulas[1]) == "(⋆)"
    assert result.equations["a"].number == "⋆"


def test_reports_a_missing_label() -> None:
    result = typeset_note("x", r"a=\eqref{nowhere}")
    assert visible_text(result.formulas[1]) == "a=(??)"
    (problem,) = result.problems
    assert (problem.kind, problem.line, problem.column) == ("missing-label", 2, 3)
    assert "nowhere" in problem.message


def test_reports_a_duplicate_label() -> None:
    result = typeset_note(r"$$a\label{x}$$", r"$$bc\label{x}$$", r"\eqref{x}")
    (problem,) = result.problems
    assert (problem.kind, problem.line, problem.column) == ("duplicate-label", 2, 5)
    assert dict(problem.details) == {"label": "x", "line": "1"}
    assert visible_text(result.formulas[2]) == "(??)"
    assert result.equations["x"].anchor == "eq-x"


def test_links_to_an_equation_in_another_note() -> None:
    def find_equation(slug: str, label: str) -> tuple[str, str] | None:
        return ("4", "/posts/变分/#eq-elbo_1") if (slug, label) == ("变分", "eq:elbo") else None

    result = typeset_note(r"\eqref{变分:eq:elbo}", find_equation=find_equation)
    assert result.problems == ()
    assert visible_text(result.formulas[0]) == "(4)"
    assert 'href="/posts/变分/#eq-elbo_1"' in result.formulas[0].html


def test_a_label_of_this_note_takes_precedence_over_another_notes() -> None:
    formulas = (r"$$a\label{eq:elbo}$$", r"\eqref{eq:elbo}")
    result = typeset_note(*formulas, find_equation=lambda slug, label: ("9", "/elsewhere/"))
    assert visible_text(result.formulas[1]) == "(1)"


def test_each_labeled_equation_has_tex_that_renders_alone() -> None:
    result = typeset_note(
        r"\newcommand{\E}[1]{\mathbb{E}[#1]}",
        r"$$\begin{align}\E{x}&=b\label{first}\\c&=\eqref{first}\label{second}\end{align}$$",
        r"$$\begin{equation}x\\y\label{third}\end{equation}$$",
    )
    for label, number, visible in (("first", 1, "E[x]=b"), ("second", 2, "c=(1)"), ("third", 3, "xy")):
        alone = typeset([Source(result.equations[label].tex, True, 1, 1)])
        assert alone.problems == ()
        assert visible_text(alone.formulas[0]) == f"{visible}({number})"
        assert alone.equations == {}


def test_unicode_text_includes_the_number() -> None:
    assert typeset_one(r"a=b\label{x}", display=True).text == "a = b (1)"
    assert typeset_one(r"a=b\tag{A}", display=True).text == "a = b (A)"


def test_numbering_restarts_in_the_next_note() -> None:
    first, second = typeset_note(r"$$a\label{x}$$"), typeset_note(r"$$b\label{x}$$")
    assert [first.formulas[0].number, second.formulas[0].number] == ["1", "1"]
