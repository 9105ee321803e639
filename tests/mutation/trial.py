"""One mutant, and the tests that can notice it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem, WorkResult

from tests.mutation import processes
from tests.mutation.packages import READ_THE_CODE, Package
from tests.mutation.relevance import Relevance, file_of, functions_in
from tests.mutation.sandbox import Sandbox

LEAST_LIMIT_S = 20

PASSED = 0
NOTHING_RAN = 5


class TestsCannotRun(Exception):
    """Tests fail without a mutant too."""


@dataclass(frozen=True)
class Trial:
    sandbox: Sandbox
    package: Package
    known: Relevance

    def check_that_tests_pass(self) -> None:
        """Raise `TestsCannotRun` if a few of the tests fail; each of them passed when it was recorded."""
        quickest = sorted(self.known.within(self.package.tests), key=self.known.seconds.__getitem__)
        if self._try_tests(quickest[:50]) != PASSED:
            raise TestsCannotRun(self.sandbox.printed())

    def of(self, mutant: WorkItem) -> WorkResult:
        mutation = mutant.mutations[0]
        original = (self.sandbox.tree / mutation.module_path).read_text(encoding="utf-8")
        mutated = mutate_code(original, get_operator(mutation.operator_name)(), mutation.occurrence) or original
        tests = self._tests_for(mutant, original)
        self.sandbox.write(mutation.module_path, mutated)
        try:
            code = self._try_tests(tests)
        finally:
            self.sandbox.write(mutation.module_path, original)
        printed = "timeout" if code is None else self.sandbox.printed()
        if code == processes.FAULT and self._try_tests(tests[:1]) != PASSED:
            raise TestsCannotRun(printed)
        return WorkResult(
            worker_outcome=WorkerOutcome.NORMAL,
            output=printed,
            test_outcome=TestOutcome.SURVIVED if code in (PASSED, NOTHING_RAN) else TestOutcome.KILLED,
            diff=diff(original, mutated, str(mutation.module_path)),
        )

    def _try_tests(self, tests: Sequence[str]) -> int | None:
        """Run these tests until one fails; the exit code, or `None` after five times as long as they should take."""
        limit = LEAST_LIMIT_S + 5 * sum(self.known.seconds[test] for test in tests)
        files = dict.fromkeys(file_of(test) for test in tests)
        return self.sandbox.pytest(["-x", *files], [processes.Only(tests, self.sandbox.database)], limit)

    def _tests_for(self, mutant: WorkItem, source: str) -> list[str]:
        """The tests that call the mutated function before those that may notice, the quickest first."""
        mutation = mutant.mutations[0]
        functions = functions_in(source)
        lines = range(mutation.start_pos[0], mutation.end_pos[0] + 1)
        inside = {functions[line] for line in lines if line in functions}
        name = str(mutation.module_path)
        certain = self.known.of(name, inside or None)
        is_seen_elsewhere = not inside or any(self.known.runs_at_import(name, function) for function in inside)
        folders = (*self.package.always, *READ_THE_CODE, *(self.package.tests if is_seen_elsewhere else ()))
        likely = set(self.known.within(folders))
        return sorted(certain | likely, key=lambda test: (test not in certain, self.known.seconds[test]))


def diff(original: str, mutated: str, path: str) -> str:
    return "\n".join(difflib.unified_diff(original.splitlines(), mutated.splitlines(), path, path, lineterm="", n=0))
