"""`python -m tests.mutation [package …]`: try mutants of these packages, and list those that no test notices.

MUTANTS=200 takes a random sample of as many from each package, the same ones each time; without it all are tried.
A run that was interrupted goes on where it stopped. Mutants that survived are tried again when the tests have changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cosmic_ray.mutating import _make_diff, mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem, WorkResult

from tests.mutation import processes
from tests.mutation.mutants import Session, open_session, sample
from tests.mutation.packages import PACKAGES, READ_THE_CODE, Package
from tests.mutation.relevance import Recorder, Relevance, file_of, functions_in
from tests.mutation.report import show

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "mutants"
TREE = FOLDER / "tree"
DATABASE = FOLDER / "database.sqlite3"
OUTPUT = FOLDER / "output"

LEAST_LIMIT_S = 20


def main() -> int:
    chosen = sys.argv[1:] or list(PACKAGES)
    count = int(os.environ.get("MUTANTS") or 0)
    FOLDER.mkdir(parents=True, exist_ok=True)
    copy_tree()
    os.chdir(TREE)
    processes.warm_up()
    known = relevance_of_the_tests()
    sessions: dict[str, tuple[Session, Sequence[WorkItem]]] = {}
    for name in chosen:
        package = PACKAGES[name]
        session = open_session(name, package.files(), FOLDER)
        tried = sample(session.mutants, count)
        sessions[name] = (session, tried)
        forget_survivors_if_tests_changed(session)
        run(session, package, known, tried)
    return show(sessions)


def copy_tree() -> None:
    """Mutants are written into a copy, so that an interrupted run leaves none in the project."""
    shutil.rmtree(TREE, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, TREE / name)
    for name in ("node_modules", ".venv"):
        (TREE / name).symlink_to((ROOT / name).resolve())


def tests_digest() -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in test_files())).hexdigest()


def test_files() -> list[Path]:
    """Those that mutants are tried by: rendering is not mutated, and a browser is too slow."""
    found = sorted(Path("tests").rglob("test_*.py"))
    return [path for path in found if path.parts[1] not in ("rendering", "browser", "mutation")]


def relevance_of_the_tests() -> Relevance:
    """What is known of the tests; those that are new or have changed are run once."""
    known = Relevance(FOLDER / "relevance.json")
    if changed := known.unrecorded(test_files()):
        print(f"mutants: recording which functions {len(changed)} test files call", flush=True)
        traced = [TREE / path for package in PACKAGES.values() for path in package.files()]
        recorder = Recorder(traced, FOLDER / "record.json")
        processes.pytest_in_a_fork(TREE, ["tests/views/test_home.py"], [processes.Keep(DATABASE)], 60, OUTPUT)
        processes.pytest_in_a_fork(TREE, changed, [recorder], 3600, OUTPUT)
        print(OUTPUT.read_text(errors="replace")[-1500:])
        known.add(*json.loads(recorder.output.read_text(encoding="utf-8")))
        recorder.output.unlink()
    return known


def forget_survivors_if_tests_changed(session: Session) -> None:
    marker = FOLDER / f"{session.package}.tests"
    digest = tests_digest()
    if not marker.exists() or marker.read_text() != digest:
        session.forget_survivors()
        marker.write_text(digest)


def run(session: Session, package: Package, known: Relevance, mutants: Sequence[WorkItem]) -> None:
    done = session.outcomes()
    waiting = [item for item in mutants if item.job_id not in done]
    if waiting and try_tests(known.within(package.tests), known) != 0:
        raise SystemExit(f"mutants: the tests of {session.package} fail without a mutant\n{OUTPUT.read_text()[-3000:]}")
    for number, item in enumerate(waiting, 1):
        begin = time.monotonic()
        result = outcome(item, package, known)
        session.database.set_result(item.job_id, result)
        mutation = item.mutations[0]
        took = time.monotonic() - begin
        print(
            f"{session.package} {number}/{len(waiting)} {result.test_outcome.value:9} {took:5.1f}s "
            f"{mutation.module_path}:{mutation.start_pos[0]} {mutation.operator_name}", flush=True,
        )  # fmt: skip


def outcome(item: WorkItem, package: Package, known: Relevance) -> WorkResult:
    mutation = item.mutations[0]
    file = TREE / mutation.module_path
    original = file.read_text(encoding="utf-8")
    mutated = mutate_code(original, get_operator(mutation.operator_name)(), mutation.occurrence)
    diff = "\n".join(_make_diff(original, mutated or original, mutation.module_path)[3:])
    tests = tests_for(item, package, known, original)
    file.write_text(mutated or original, encoding="utf-8")
    # A module compiled in the same second, and of the same length, would pass for this one.
    for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
        compiled.unlink()
    try:
        code = try_tests(tests, known)
    finally:
        file.write_text(original, encoding="utf-8")
    if code == processes.FAULT and try_tests(tests[:1], known) != 0:
        raise SystemExit(f"mutants: tests cannot be run\n{OUTPUT.read_text(errors='replace')}")
    survived = code in (0, 5)
    return WorkResult(
        worker_outcome=WorkerOutcome.NORMAL,
        output="timeout" if code is None else OUTPUT.read_text(errors="replace")[-2000:],
        test_outcome=TestOutcome.SURVIVED if survived else TestOutcome.KILLED,
        diff=diff,
    )


def try_tests(tests: Sequence[str], known: Relevance) -> int | None:
    """Runs these tests until one fails; the exit code, or `None` after five times as long as they should take."""
    limit = LEAST_LIMIT_S + 5 * sum(known.seconds[test] for test in tests)
    files = dict.fromkeys(file_of(test) for test in tests)
    return processes.pytest_in_a_fork(TREE, ["-x", *files], [processes.Only(tests, DATABASE)], limit, OUTPUT)


def tests_for(item: WorkItem, package: Package, known: Relevance, source: str) -> list[str]:
    """The tests that can notice a mutant: those that run its lines before those that may, the quickest first."""
    mutation = item.mutations[0]
    functions = functions_in(source)
    lines = range(mutation.start_pos[0], mutation.end_pos[0] + 1)
    inside = {functions[line] for line in lines if line in functions}
    certain = known.of(str(mutation.module_path), inside or None)
    likely = set(known.within((*package.always, *READ_THE_CODE, *(() if inside else package.tests))))
    return sorted(certain | likely, key=lambda test: (test not in certain, known.seconds[test]))


if __name__ == "__main__":
    sys.exit(main())
