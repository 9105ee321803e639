"""Quick versions of the measures in `tests/conformance`."""

import pytest

from notes.rendering import render
from tests.conformance import commonmark, pathological


def test_every_example_of_commonmark_comes_out_as_specified() -> None:
    assert [example.number for example in commonmark.failures()] == []
    assert len(commonmark.examples()) == 652


@pytest.mark.parametrize("kind", pathological.KINDS)
def test_hostile_input_is_rendered_all_the_same(kind: str) -> None:
    """How long each kind takes at full size is measured by `make conformance`; here its HTML stays in proportion."""
    source = pathological.KINDS[kind](15_000)
    assert len(render(source).html) < 1_000 * len(source)


@pytest.mark.parametrize("unit", ["> ", "- ", "[", "![", "*a **a ", "<div>", "<b>", "{", "$", "- > ", "1. - > "])
def test_nesting_never_recurses_too_deep(unit: str) -> None:
    assert render(unit * 3_000 + "x").html
