"""Which tests call which functions: recorded under coverage, and kept until a test file changes."""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

OUTSIDE = ""
"""What coverage calls the time between tests, in which modules are imported."""


class Relevance:
    """Tests by file and function, and how long each takes in seconds.

    Functions and not lines, so that a record survives most changes of the code. `digests` names the test files as they
    were when they were recorded.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        self.seconds: dict[str, float] = record.get("seconds", {})
        self.digests: dict[str, str] = record.get("digests", {})
        self.tests: dict[str, dict[str, list[str]]] = record.get("tests", {})

    def unrecorded(self, test_files: Iterable[Path]) -> list[str]:
        """The test files that are new or have changed; what was known of them is forgotten."""
        digests = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in test_files}
        changed = [name for name, digest in digests.items() if self.digests.get(name) != digest]
        outdated = {*changed, *(self.digests.keys() - digests.keys())}
        self.seconds = {test: took for test, took in self.seconds.items() if file_of(test) not in outdated}
        for functions in self.tests.values():
            for name, tests in functions.items():
                functions[name] = [test for test in tests if file_of(test) not in outdated]
        self.digests = digests
        return changed

    def add(self, tests: dict[str, dict[str, list[str]]], seconds: dict[str, float]) -> None:
        self.seconds |= seconds
        for file, functions in tests.items():
            known = self.tests.setdefault(file, {})
            for name, callers in functions.items():
                known[name] = [*known.get(name, []), *callers]
        record = {"tests": self.tests, "seconds": self.seconds, "digests": self.digests}
        self.file.write_text(json.dumps(record), encoding="utf-8")

    def of(self, file: str, functions: Iterable[str] | None) -> set[str]:
        """The tests that call one of these functions of a file, or any."""
        known = self.tests.get(file, {})
        chosen = known if functions is None else known.keys() & set(functions)
        return {test for name in chosen for test in known[name]} & self.seconds.keys()

    def runs_at_import(self, file: str, function: str) -> bool:
        """Whether a function was called outside of tests: what it did then is seen by tests that never call it."""
        return OUTSIDE in self.tests.get(file, {}).get(function, [])

    def within(self, folders: Sequence[str]) -> list[str]:
        return [test for folder in folders for test in self.seconds if test.startswith(folder)]


class Recorder:
    """A pytest plugin that notes which test calls which functions, and leaves out tests that fail."""

    def __init__(self, traced: Sequence[Path], output: Path) -> None:
        self.traced = traced
        self.output = output
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.coverage = Coverage(data_file=None, include=[str(path) for path in traced], config_file=False)

    def begin(self) -> None:
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        self.seconds[item.nodeid] = 0
        outcome = yield
        self.coverage.switch_context(OUTSIDE)
        return outcome

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        tests: dict[str, dict[str, list[str]]] = {}
        for path in self.traced:
            functions = functions_in(path.read_text(encoding="utf-8"))
            callers: defaultdict[str, set[str]] = defaultdict(set)
            for line, contexts in data.contexts_by_lineno(str(path)).items():
                if line in functions:
                    callers[functions[line]] |= {*contexts}
            tests[os.path.relpath(path)] = {name: sorted(found) for name, found in callers.items()}
        seconds = {test: took for test, took in self.seconds.items() if test not in self.failed}
        self.output.write_text(json.dumps([tests, seconds]), encoding="utf-8")


def functions_in(source: str) -> dict[int, str]:
    """Each line of a function's body, with the name of the outermost function that it is in.

    The other lines run once, when the file is imported, in whatever test does so first.
    """
    found: dict[int, str] = {}

    def walk(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                lines = range(child.body[0].lineno, (child.end_lineno or 0) + 1)
                found.update(dict.fromkeys(lines, prefix + child.name))
            else:
                walk(child, f"{prefix}{child.name}." if isinstance(child, ast.ClassDef) else prefix)

    walk(ast.parse(source), "")
    return found


def file_of(test: str) -> str:
    return test.partition("::")[0]
