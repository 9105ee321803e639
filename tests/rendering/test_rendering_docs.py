"""docs/rendering.md names every module there is, and none that is not."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/rendering.md").read_text(encoding="utf-8")
MODULES = {path.name for path in (ROOT / "notes/rendering").glob("*.py")} - {"__init__.py"}
TESTS = {path.name for path in (ROOT / "tests/rendering").glob("test_*.py")}


def test_every_module_is_named() -> None:
    table = PAGE.partition("## The modules")[2].partition("## ")[0]
    assert set(re.findall(r"`(\w+\.py)`", table)) == MODULES


def test_every_test_file_is_named() -> None:
    table = PAGE.partition("## The tests")[2]
    assert set(re.findall(r"`(test_\w+\.py)`", table)) == TESTS
