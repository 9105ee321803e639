"""Read test cases: a heading is the title, a `md` block the source, an `html` block the expected HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
_CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n+````md\n(?P<source>.*?)^````\n+````html\n(?P<html>.*?)^````$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Case:
    """A case from a file in `cases/`."""

    file: str
    title: str
    source: str
    html: str

    def __str__(self) -> str:
        return f"{self.file}: {self.title}"


def cases_in(path: Path) -> list[Case]:
    text = path.read_text(encoding="utf-8")
    return [Case(path.stem, case["title"], case["source"], case["html"]) for case in _CASE.finditer(text)]


def all_cases() -> list[Case]:
    return [case for path in sorted(CASES.glob("*.md")) for case in cases_in(path)]
