"""A lock that lets one process at a time set up the site; it is released if the process dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

ADVISORY_KEY = 0x6C656D6D61
"""The key of PostgreSQL's advisory lock: "lemma" in ASCII."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other process is in this block: on any machine with PostgreSQL, on this one with SQLite."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_KEY])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_KEY])
        return
    file = os.open(settings.DATA_DIR / "first_run.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
