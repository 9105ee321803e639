"""The content version where every process can read it quickly: in Redis, or in a file shared by one machine.

The authoritative version is in the database (`notes.models.content_changes`). After its commit, a writer copies it to
the store; readers use the stored version while it agrees with the database, which each process checks once a second.
They differ if a writer could not update the store (Redis refused the write, the writer was killed), or if Redis
restarted with old data. Readers then bypass the cache and update the store themselves as soon as possible.
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

from notes.content_version.redis_client import CACHE_ERRORS, get_redis_client
from notes.models.content_changes import query_version

logger = logging.getLogger(__name__)

CHECK_INTERVAL_S = 1.0
"""How often a process compares the stored version with the database. If the store could not be updated, a change is
visible after this time. docs/architecture.md and docs/operations.md name it."""

LOCK_TIMEOUT_S = 1.0

NEVER = float("-inf")


class VersionStore(ABC):
    """The stored version, and when this process last compared it with the database."""

    def __init__(self) -> None:
        self._verified: str | None = None
        self._checked_at = self._failed_at = NEVER
        self._lock = threading.Lock()

    @abstractmethod
    def update(self) -> str:
        """Store the database's version, and return it. Raises one of `CACHE_ERRORS` or `DatabaseError`.

        The version is read under a lock (or optimistically, in Redis), so that an older one never replaces a newer one.
        """

    @abstractmethod
    def get(self) -> str | None:
        """The content version; `None` if readers must bypass the cache."""

    def verify(self, stored: object) -> str | None:
        """The version from the bytes in the store, if it is the database's or the store could be updated; else `None`.

        While the database is unreachable, the version that was verified last remains valid: nothing can be written, and
        cached pages are all that the site can send.
        """
        if connection.in_atomic_block:
            # A transaction sees its own changes, and with REPEATABLE READ none of others.
            return None
        version = stored.decode(errors="replace") if isinstance(stored, bytes) else ""
        now = time.monotonic()
        if version == self._verified:
            if now - self._checked_at < CHECK_INTERVAL_S or not self._lock.acquire(blocking=False):
                return version
        elif now - self._failed_at < CHECK_INTERVAL_S or not self._lock.acquire(timeout=LOCK_TIMEOUT_S):
            return None
        try:
            # Unless another thread has compared them since this one read the store.
            if self._checked_at < now:
                self._compare_with_database(version)
        finally:
            self._lock.release()
        return self._verified if self._failed_at < now else None

    def _compare_with_database(self, stored: str) -> None:
        self._checked_at = time.monotonic()
        try:
            version = read_version()
            if version != stored:
                self._verified = None
                version = self.update()
            self._verified, self._failed_at = version, NEVER
        except DatabaseError:
            if stored != self._verified:
                self._failed_at = time.monotonic()
        except CACHE_ERRORS:
            if self._failed_at == NEVER:
                logger.exception("The content version cannot be stored; readers bypass the cache until it can.")
            self._failed_at = time.monotonic()


class FileVersionStore(VersionStore):
    """In a file. A damaged file differs from the database, so it is rewritten."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def get(self) -> str | None:
        try:
            stored = self._path.read_bytes()
        except OSError:
            stored = b""
        return self.verify(stored)

    def update(self) -> str:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            lock(file)
            version = read_version()
            os.ftruncate(file, os.pwrite(file, version.encode(), 0))
        finally:
            os.close(file)
        return version


class RedisVersionStore(VersionStore):
    """In Redis or Valkey, for any number of machines."""

    KEY = "lemma:content-version"

    def __init__(self, client: redis.Redis) -> None:
        super().__init__()
        self._redis = client

    def get(self) -> str | None:
        try:
            return self.verify(self._redis.get(self.KEY))
        except redis.RedisError:
            return None

    def update(self) -> str:
        versions: list[str] = []

        def transaction(pipe: redis.client.Pipeline) -> None:
            versions.append(read_version())
            pipe.multi()
            pipe.set(self.KEY, versions[-1])

        # Repeated if another process updates the key after this one has read the version.
        self._redis.transaction(transaction, self.KEY)
        return versions[-1]


def read_version() -> str:
    """The database's version. Reconnects if the server has closed the connection: Django does so for requests only."""
    try:
        return query_version()
    except DatabaseError:
        if connection.in_atomic_block:
            raise
        connection.close()
        return query_version()


def lock(file: int) -> None:
    """Lock an open file. Raises `BlockingIOError` after `LOCK_TIMEOUT_S`, as the owner of the lock may be suspended."""
    deadline = time.monotonic() + LOCK_TIMEOUT_S
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)


@cache
def get_version_store() -> VersionStore:
    client = get_redis_client()
    return RedisVersionStore(client) if client else FileVersionStore(settings.DATA_DIR / "content-version")
