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
    *("header_poisoning", "request_poisoning", "path_traversal", "request_smuggling", "hidden_notes", "other_authors"),
    *("authorisation", "csrf", "sessions", "open_redirects", "stored_xss", "injection", "oversized", "breaking_notes"),
    *("uploads", "stale_forms", "concurrent_saves", "loading", "lost_database", "lost_cache", "starvation"),
    "security_headers",
)
"""The modules of `tests.attack.kinds` in order. The last one checks responses that the others have recorded."""
LIMIT_S = 600
"""The timeout of the round, which counts as a failure."""


class OutOfTime(BaseException):
    """The round has timed out. Not an `Exception`, so that no kind of attack catches it."""


def run(kinds: list[str]) -> bool:
    """Start a site, attack it and print the attacks that succeed. Returns whether none did."""
    from tests.attack.fixtures import Fixtures
    from tests.attack.target import Target, serve

    fixtures = Fixtures()
    target = Target(serve(Path(os.environ["DATA_DIR"])), os.environ["SITE_URL"])
    tallies = []
    try:
        fixtures.withdraw(target)
        for kind in kinds:
            tally, requests, start = Tally(kind), target.requests, time.monotonic()
            tallies.append(tally)
            try:
                tally.add(import_module(f"tests.attack.kinds.{kind}").attempts(target, fixtures))
                fixtures.restore()
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
