"""Macros hold from their definition to the end of the note."""

from __future__ import annotations

import pytest

from notes.rendering.math.macros import Macros
from notes.rendering.math.normalize.definitions import Macro
from tests.rendering.math.typeset_notes import (
    problem_kinds,
    record_submitted_tex,
    typeset_note,
    typeset_one,
    visible_text,
)


@pytest.mark.parametrize(
    ("definition", "use", "visible"),
    [
        (r"\newcommand{\R}{\mathbb{R}}", r"\R", "R"),
        (r"\newcommand\R{\mathbb{R}}", r"\R^n", "Rn"),
        (r"\newcommand*{\R}{r}", r"\R", "r"),
        (r"\newcommand{\pair}[2]{(#1|#2)}", r"\pair{a}{b}", "(a∣b)"),
        (r"\newcommand{\E}[2][p]{E_{#1}[#2]}", r"\E{x}", "Ep[x]"),
        (r"\newcommand{\E}[2][p]{E_{#1}[#2]}", r"\E[q]{x}", "Eq[x]"),
        (r"\newcommand{\E}[1][p]{E_{#1}}", r"\E", "Ep"),
        (r"\renewcommand{\vec}[1]{#1!}", r"\vec{a}", "a!"),
        (r"\newcommand{\frac}[2]{#1:#2}", r"\frac{a}{b}", "a:b"),
        (r"\providecommand{\own}{x}", r"\own", "x"),
        (r"\providecommand{\alpha}{x}", r"\alpha", "α"),
        (r"\def\own{x}", r"\own", "x"),
        (r"\def\own#1#2{#2#1}", r"\own ab", "ba"),
        (r"\def\own(#1){[#1]}", r"\own(a)", "[a]"),
        (r"\gdef\own{x}", r"\own", "x"),
        (r"\let\own=\beta", r"\own", "β"),
        (r"\let\old\phi\let\phi\varphi\let\varphi\old", r"\phi\varphi", "φϕ"),
        (r"\DeclareMathOperator{\KL}{KL}", r"\KL(p)", "KL(p)"),
        (r"\DeclareMathOperator*{\am}{arg\,max}", r"\am J", "argmaxJ"),
        (r"\newcommand{\a}{b}\newcommand{\c}{\a\a}", r"\c", "bb"),
        (r"\newcommand{\txt}{\mbox{a_b}}", r"\txt", "a_b"),
        (r"\newcommand{\be}{\begin{equation}}\newcommand{\ee}{\end{equation}}", r"\be x\ee", "x"),
        (r"\newcommand{\outer}[1]{\text{第#1个}}", r"\outer{3}", "第3个"),
    ],
)
def test_a_macro_holds_from_its_definition_on(definition: str, use: str, visible: str) -> None:
    result = typeset_note(definition, "$$" + use + "$$")
    assert result.problems == ()
    assert result.formulas[0].html == ""
    assert visible_text(result.formulas[1]) == visible
    assert visible_text(typeset_one(definition + use, display=True)) == visible


def test_a_macro_does_not_hold_before_its_definition() -> None:
    assert problem_kinds(typeset_note(r"\own", r"\newcommand{\own}{x}", r"\own")) == ["broken-formula"]


def test_a_macro_does_not_hold_in_the_next_note() -> None:
    assert problem_kinds(typeset_note(r"\newcommand{\own}{x}", r"\own")) == []
    assert problem_kinds(typeset_note(r"\own")) == ["broken-formula"]


def test_a_macro_may_be_redefined() -> None:
    result = typeset_note(r"\newcommand{\a}{x}", r"\a", r"\newcommand{\a}{y}", r"\a", r"\def\a{z}\a\def\a{w}\a", r"\a")
    assert [visible_text(formula) for formula in result.formulas] == ["", "x", "", "y", "zw", "w"]


def test_a_definition_in_a_group_is_local() -> None:
    assert problem_kinds(typeset_note(r"{\def\own{x}\own}", r"\own")) == ["broken-formula"]


def test_site_macros_hold() -> None:
    assert visible_text(typeset_one(r"\R\norm{x}", macros=((r"\R", r"\mathbb{R}"), (r"\norm", r"|#1|")))) == "R∣x∣"


def test_a_notes_macro_overrides_the_sites() -> None:
    result = typeset_note(r"\R", r"\def\R{r}", r"\R", macros=((r"\R", "s"),))
    assert [visible_text(formula) for formula in result.formulas] == ["s", "", "r"]


def test_unicode_text_expands_macros() -> None:
    result = typeset_note(r"\newcommand{\E}[2][p]{\mathbb{E}_{#1}[#2]}", r"\E{x}+\E[i]{y}")
    assert result.formulas[1].text == "𝔼ₚ[x] + 𝔼ᵢ[y]"


def test_a_malformed_definition_is_reported() -> None:
    assert problem_kinds(typeset_note(r"\newcommand{\a}[x]{b}")) == ["broken-formula"]
    assert problem_kinds(typeset_note(r"\def x")) == ["broken-formula"]


def test_exponential_expansion_is_limited() -> None:
    pairs = zip("abcdefghijklmnopqrstuvwxyz", "bcdefghijklmnopqrstuvwxyz", strict=False)
    bomb = "".join(rf"\def\{name}{{\{following}\{following}}}" for name, following in pairs)
    assert problem_kinds(typeset_note(bomb, r"\a", "x")) == ["broken-formula"]


def test_changing_a_macro_renders_only_formulas_that_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    typeset_note(r"\def\a{1}\def\b{\a}", r"\b+1", r"y+\alpha")
    submitted = record_submitted_tex(monkeypatch)
    typeset_note(r"\def\a{2}\def\b{\a}", r"\b+1", r"y+\alpha")
    assert submitted == [r"\def\a{2}\def\b{\a}\b+1"]


def test_used_by_lists_only_macros_in_use() -> None:
    macros = Macros([(r"\a", r"\b#1"), (r"\b", "x"), (r"\c", "y")])
    assert macros.used_by(frozenset([r"\a"])) == (Macro(r"\a", "#1", r"\b#1"), Macro(r"\b", "", "x"))
    assert macros.used_by(frozenset([r"\d"])) == ()
