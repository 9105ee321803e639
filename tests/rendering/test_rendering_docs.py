"""docs/rendering.md lists the existing modules, test files and steps."""

import re
from pathlib import Path

from notes.rendering.pipeline import STEPS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/rendering.md").read_text(encoding="utf-8")
MODULES = {path.name for path in (ROOT / "notes/rendering").glob("*.py")} - {"__init__.py"}
TESTS = {path.name for path in (ROOT / "tests/rendering").glob("test_*.py")}


def test_modules_are_listed() -> None:
    table = PAGE.partition("## The modules")[2].partition("## ")[0]
    assert set(re.findall(r"`(\w+\.py)`", table)) == MODULES


def test_test_files_are_listed() -> None:
    table = PAGE.partition("## The tests")[2]
    assert set(re.findall(r"`(test_\w+\.py)`", table)) == TESTS


def test_steps_are_listed_in_order() -> None:
    section = PAGE.partition("## The steps")[2].partition("## ")[0]
    names = {step.__name__ for step in STEPS}
    assert [name for name in re.findall(r"`(\w+)`", section) if name in names] == [step.__name__ for step in STEPS]
