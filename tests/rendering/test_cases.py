"""The cases in `cases/*.md` render as expected."""

from pathlib import Path

import pytest

from notes.rendering import RenderContext, render
from tests.rendering.abbreviation import abbreviated
from tests.rendering.case_files import CASES, Case, all_cases, cases_in

CHINESE = RenderContext(language="zh-hans", host="lemma.example")


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_case_renders_as_expected(case: Case) -> None:
    assert abbreviated(render(case.source, CHINESE).html).rstrip("\n") == case.html.rstrip("\n")


def test_case_titles_are_unique() -> None:
    names = [str(case) for case in all_cases()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_every_case_is_parsed(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n````md\n") == len(cases_in(path))
