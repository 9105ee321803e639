"""Formulas as a line of Unicode text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notes.rendering.math import to_unicode
from tests.rendering.math.hostile_formulas import HOSTILE

CASES = [
    tuple(line.split("  =>  "))
    for line in Path(__file__).with_name("unicode_cases.txt").read_text(encoding="utf-8").splitlines()
    if "  =>  " in line
]


@pytest.mark.parametrize(("tex", "text"), CASES)
def test_converts(tex: str, text: str) -> None:
    assert to_unicode(tex) == text


@pytest.mark.parametrize("name", HOSTILE)
def test_converts_hostile_formulas(name: str) -> None:
    assert isinstance(to_unicode(HOSTILE[name]), str)


_PIECES = [
    *"x1{}_^'[]&$\\ #=+，中\ud800\x00",
    *(
        r"\\",
        r"\frac",
        r"\sqrt",
        r"\left",
        r"\right",
        r"\text",
        r"\begin",
        "{cases}",
        r"\end",
        r"\hat",
        r"\over",
        r"\bf",
    ),
    *(r"\mathcal", r"\def", r"\a", "#1", r"\not", r"\tag", r"\eqref", r"\kern", "-1em", r"\xrightarrow", r"\overset"),
]
_TEX = st.lists(st.sampled_from(_PIECES)).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_TEX)
@example(r"\over'\overset")
def test_never_raises(tex: str) -> None:
    assert to_unicode(tex) == to_unicode(tex)
