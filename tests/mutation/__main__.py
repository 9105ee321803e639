"""`python -m tests.mutation [package …]`: try mutants of these packages, and list those that no test notices.

MUTANTS=200 takes a random sample of as many from each package, the same ones each time; without it all are tried.
A run that was interrupted goes on where it stopped. Mutants that survived are tried again when the tests have changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from cosmic_ray.work_item import WorkItem

from tests.mutation import processes
from tests.mutation.mutants import Session, open_session, sample
from tests.mutation.packages import PACKAGES
from tests.mutation.relevance import Recorder, Relevance
from tests.mutation.report import show
from tests.mutation.sandbox import Sandbox
from tests.mutation.trial import TestsCannotRun, Trial

ROOT = Path(__file__).resolve().parents[2]
SANDBOX = Sandbox(ROOT, ROOT / "var" / "mutants")


def main() -> int:
    chosen = sys.argv[1:] or list(PACKAGES)
    count = int(os.environ.get("MUTANTS") or 0)
    SANDBOX.folder.mkdir(parents=True, exist_ok=True)
    SANDBOX.copy_project()
    os.chdir(SANDBOX.tree)
    processes.warm_up()
    known = recorded_relevance()
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in test_files())).hexdigest()
    sessions: dict[str, tuple[Session, Sequence[WorkItem]]] = {}
    for name in chosen:
        session = open_session(name, PACKAGES[name].files(), SANDBOX.folder)
        session.forget_survivors_of_other_tests(digest)
        tried = sample(session.mutants, count)
        sessions[name] = (session, tried)
        try:
            run(session, tried, Trial(SANDBOX, PACKAGES[name], known))
        except TestsCannotRun as error:
            print(f"mutants: the tests of {name} fail without a mutant\n{error}", file=sys.stderr)
            return 1
    return show(sessions)


def test_files() -> list[Path]:
    """Those that mutants are tried by: rendering is not mutated, and a browser is too slow."""
    found = sorted(Path("tests").rglob("test_*.py"))
    return [path for path in found if path.parts[1] not in ("rendering", "browser", "mutation")]


def recorded_relevance() -> Relevance:
    """What is known of the tests; those that are new or have changed are run once."""
    known = Relevance(SANDBOX.folder / "relevance.json")
    if changed := known.unrecorded(test_files()):
        print(f"mutants: recording which functions {len(changed)} test files call", flush=True)
        SANDBOX.prepare_database()
        traced = [SANDBOX.tree / path for package in PACKAGES.values() for path in package.files()]
        recorder = Recorder(traced, SANDBOX.folder / "record.json")
        SANDBOX.pytest(changed, [recorder], 3600)
        known.add(*json.loads(recorder.output.read_text(encoding="utf-8")))
        recorder.output.unlink()
    return known


def run(session: Session, mutants: Sequence[WorkItem], trial: Trial) -> None:
    done = session.outcomes()
    waiting = [mutant for mutant in mutants if mutant.job_id not in done]
    if waiting:
        trial.check_that_tests_pass()
    for number, mutant in enumerate(waiting, 1):
        begin = time.monotonic()
        result = trial.of(mutant)
        session.database.set_result(mutant.job_id, result)
        mutation = mutant.mutations[0]
        outcome = f"{result.test_outcome.value:8} {time.monotonic() - begin:5.1f} s"
        place = f"{mutation.module_path}:{mutation.start_pos[0]} {mutation.operator_name}"
        print(f"{session.package} {number}/{len(waiting)}  {outcome}  {place}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
