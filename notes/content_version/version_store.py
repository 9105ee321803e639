"""Where the content version is announced: in Redis, or in a file for the processes of one machine.

The version is in the database and changes with the content (`notes.models.content_changes`). After its commit a writer
announces it here, where readers look it up at next to no cost. An announcement is trusted only while it agrees with the
database: each process compares the two once a second. They differ where a change was not announced, because the server
refused to write or the writer was killed, or where the server came back with old data. Then readers bypass the cache,
and announce the version themselves as soon as that succeeds.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
import time
from abc import ABC, abstractmethod
from functools import cache
from pathlib import Path

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from notes.content_version.redis_json import CONNECTION
from notes.models.content_changes import content_version

logger = logging.getLogger(__name__)

CHECK_INTERVAL_S = 1.0
"""How often a process compares the announced version with the database's: a change that could not be announced is
visible after this time. docs/architecture.md and docs/operations.md name it."""

LOCK_TIMEOUT_S = 1.0

NEVER = float("-inf")

FAULTS = (OSError, redis.RedisError)
"""What a ledger raises if it cannot be written."""


class Ledger(ABC):
    """The announced version, and how far this process may trust it."""

    def __init__(self) -> None:
        self._confirmed: str | None = None
        self._checked_at = self._failed_at = NEVER
        self._lock = threading.Lock()

    @abstractmethod
    def announce(self) -> str:
        """Announce the database's version, and return it. Raises one of `FAULTS` or `DatabaseError`.

        The version is read while others cannot announce theirs, so that an older one never replaces a newer one.
        """

    @abstractmethod
    def current(self) -> str | None:
        """The content version; `None` where readers must bypass the cache."""

    def _confirm(self, announced: str) -> str | None:
        """The announced version if it is the database's; otherwise that one if it could be announced; or `None`.

        While the database does not answer, the version confirmed last goes on being trusted: without the database there
        are no changes, and the cached pages are all that the site can show.
        """
        if connection.in_atomic_block:
            # A transaction may see changes that others do not, or not see theirs.
            return None
        now = time.monotonic()
        if announced == self._confirmed:
            if now - self._checked_at < CHECK_INTERVAL_S or not self._lock.acquire(blocking=False):
                return announced
        elif now - self._failed_at < CHECK_INTERVAL_S or not self._lock.acquire(timeout=LOCK_TIMEOUT_S):
            return None
        try:
            # Another thread may have compared them since this one read the announcement.
            if self._checked_at < now:
                self._compare(announced)
        finally:
            self._lock.release()
        return self._confirmed if self._failed_at < now else None

    def _compare(self, announced: str) -> None:
        self._checked_at = time.monotonic()
        try:
            version = version_in_database()
            if version != announced:
                self._confirmed = None
                version = self.announce()
            self._confirmed, self._failed_at = version, NEVER
        except DatabaseError:
            if announced != self._confirmed:
                self._failed_at = time.monotonic()
        except FAULTS:
            if self._failed_at == NEVER:
                logger.exception("The content version cannot be announced; readers bypass the cache until it can.")
            self._failed_at = time.monotonic()


class FileLedger(Ledger):
    """In a file. Any damage to it is a difference from the database, and mended like one."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def current(self) -> str | None:
        try:
            announced = self._path.read_bytes().decode(errors="replace")
        except OSError:
            announced = ""
        return self._confirm(announced)

    def announce(self) -> str:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            lock(file)
            version = version_in_database()
            os.ftruncate(file, os.pwrite(file, version.encode(), 0))
        finally:
            os.close(file)
        return version


class RedisLedger(Ledger):
    """In Redis or Valkey, for any number of machines."""

    KEY = "lemma:edition"

    def __init__(self, client: redis.Redis) -> None:
        super().__init__()
        self._redis = client

    def current(self) -> str | None:
        try:
            return self.token_in(self._redis.get(self.KEY))
        except redis.RedisError:
            return None

    def token_in(self, stored: object) -> str | None:
        """The content version, of an announcement that was read along with other keys."""
        return self._confirm(stored.decode(errors="replace") if isinstance(stored, bytes) else "")

    def announce(self) -> str:
        versions: list[str] = []

        def transaction(pipe: redis.client.Pipeline) -> None:
            versions.append(version_in_database())
            pipe.multi()
            pipe.set(self.KEY, versions[-1])

        # Repeated if another process announces between the first line and the last.
        self._redis.transaction(transaction, self.KEY)
        return versions[-1]


def version_in_database() -> str:
    try:
        return content_version()
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        # Outside a request Django does not replace a connection that the server has closed.
        connection.close()
        return content_version()


def lock(file: int) -> None:
    """Take the lock on an open file. A process that was stopped while it held the lock must not stop the others."""
    deadline = time.monotonic() + LOCK_TIMEOUT_S
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)


@cache
def redis_client() -> redis.Redis | None:
    """The connection to the server of `CACHE_URL`, if there is one. It fails fast: pages go on without it."""
    if not settings.CACHE_LOCATION:
        return None
    return redis.Redis.from_url(settings.CACHE_LOCATION, **CONNECTION)


@cache
def ledger() -> Ledger:
    client = redis_client()
    return RedisLedger(client) if client else FileLedger(settings.DATA_DIR / "edition")
