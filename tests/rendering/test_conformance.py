"""Fast versions of the programs in `tests/conformance`."""

import pytest

from notes.rendering import render
from tests.conformance import commonmark, pathological


def test_commonmark_examples_render_as_specified() -> None:
    assert [example.number for example in commonmark.failures()] == []
    assert len(commonmark.examples()) == 652


@pytest.mark.parametrize("kind", pathological.KINDS)
def test_html_of_pathological_input_is_proportional(kind: str) -> None:
    """`make conformance` measures the time at full size."""
    source = pathological.KINDS[kind](15_000)
    assert len(render(source).html) < 1_000 * len(source)


@pytest.mark.parametrize("unit", ["> ", "- ", "[", "![", "*a **a ", "<div>", "<b>", "{", "$", "- > ", "1. - > "])
def test_deep_nesting_does_not_exhaust_the_stack(unit: str) -> None:
    assert render(unit * 3_000 + "x").html
