"""One round of attacks, on the database and the cache that the environment names: `python -m tests.attack.round`."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path
from types import FrameType

import django
from django.core.management import call_command

from tests.attack.attempts import Attempt, Tally, table

KINDS = (
    *("header_poisoning", "request_poisoning", "paths", "smuggling", "hidden_notes", "other_authors", "authorisation"),
    *("cross_site", "sessions", "redirects", "scripts", "reflection", "oversized", "breaking_notes", "uploads"),
    *("stale_forms", "parallel_saves", "loading", "lost_database", "lost_cache", "starvation", "security_headers"),
)
"""The modules of `tests.attack.kinds`, in order: the last one judges what the others have seen."""
LIMIT_S = 600
"""After so many seconds the round ends, and counts as failed."""


class OutOfTime(BaseException):
    """The round has taken too long."""


def run(kinds: list[str]) -> bool:
    """Starts a site, attacks it and prints what succeeded. Returns whether nothing did."""
    from tests.attack.scene import Scene
    from tests.attack.target import Target, serve

    scene = Scene()
    target = Target(serve(Path(os.environ["DATA_DIR"])), os.environ["SITE_URL"])
    tallies = []
    try:
        scene.withdraw(target)
        for kind in kinds:
            tally, requests, start = Tally(kind), target.requests, time.monotonic()
            tallies.append(tally)
            try:
                tally.add(import_module(f"tests.attack.kinds.{kind}").attempts(target, scene))
                scene.restore()
            except Exception as error:  # noqa: BLE001 - one kind that cannot be tried must not hide the others
                traceback.print_exc()
                tally.add([Attempt("the attack itself failed", "", f"{type(error).__name__}: {error}")])
            tally.requests, tally.seconds = target.requests - requests, time.monotonic() - start
            print("".join(f"SUCCEEDED  {line}\n" for line in tally.lines()), end="", flush=True)
    finally:
        target.server.stop()
        print(f"\n{table(tallies)}\n", flush=True)
    return not any(tally.succeeded for tally in tallies)


def give_up(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTime(f"The round took longer than {LIMIT_S} s.")


if __name__ == "__main__":
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(LIMIT_S)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    sys.exit(not run(sys.argv[1:] or list(KINDS)))
