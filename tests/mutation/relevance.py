"""Which tests run which lines."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from coverage.data import CoverageData


@dataclass(frozen=True)
class Relevance:
    """The tests of each line of each file, and how long each test takes, in seconds."""

    tests: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def of_lines(self, file: str, lines: Iterable[int] | None) -> set[str]:
        """The tests that run one of these lines of a file, or any."""
        by_line = self.tests.get(file, {})
        chosen = by_line if lines is None else by_line.keys() & set(lines)
        return {test for line in chosen for test in by_line[line]} & self.seconds.keys()

    def within(self, folders: Sequence[str]) -> list[str]:
        return [test for folder in folders for test in self.seconds if test.startswith(folder)]


class Recorder:
    """A pytest plugin that notes which test runs which lines."""

    def __init__(self, traced: Sequence[str], file: Path) -> None:
        self.file = file
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.coverage = Coverage(data_file=None, include=list(traced), config_file=False)

    def begin(self) -> None:
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        self.seconds[item.nodeid] = 0
        outcome = yield
        self.coverage.switch_context("")
        return outcome

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        seconds = {test: took for test, took in self.seconds.items() if test not in self.failed}
        record = {"tests": lines_of(self.coverage.get_data()), "seconds": seconds}
        self.file.write_text(json.dumps(record), encoding="utf-8")


def lines_of(data: CoverageData) -> dict[str, dict[int, list[str]]]:
    return {os.path.relpath(file): data.contexts_by_lineno(file) for file in data.measured_files()}


def load(file: Path) -> Relevance:
    record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    lines = {name: {int(line): tests for line, tests in by_line.items()} for name, by_line in record["tests"].items()}
    return Relevance(lines, record["seconds"])


def lines_in_functions(source: str) -> set[int]:
    """The lines that run when a function is called; the others run once, in whatever test imports the file first."""
    nodes = ast.walk(ast.parse(source))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return {line for node in functions for line in range(node.body[0].lineno, (node.end_lineno or 0) + 1)}
