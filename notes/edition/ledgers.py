"""Where the edition's token is kept: in Redis, or in a small file that all processes of one machine map into memory.

The record is `token`, or while content is being changed `token writer:deadline …`. A writer enters itself before it
writes and leaves after its transaction, and leaving makes a new token; a reader who sees a writer trusts nothing that
is remembered. Between a commit and the new token no old page can thus be served. A writer that died, or rolled back, is
past its deadline after a while, and whoever notices makes a new token.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import secrets
import struct
import time
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import cache
from pathlib import Path

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

WRITER_LIFE_S = 30
"""How long a transaction may write without being heard of."""

Change = Callable[[str], str]


def new_token() -> str:
    """A token that never comes again; it begins with its time in milliseconds, in hexadecimal."""
    return f"{time.time_ns() // 1_000_000:x}-{secrets.token_hex(8)}"


def token_of(record: str) -> str | None:
    return record if record and " " not in record else None


def is_abandoned(record: str) -> bool:
    """Whether there is no token yet, or every writer in the record is past its deadline."""
    _token, *writers = record.split(" ")
    return not record or (bool(writers) and not any(map(is_alive, writers)))


def is_alive(writer: str) -> bool:
    """Whether a writer's deadline is still to come; what is no writer at all is not alive."""
    try:
        return float(writer.rpartition(":")[2]) >= time.time()
    except ValueError:
        return False


def entered(record: str, writer: str) -> str:
    token, *writers = (record or new_token()).split(" ")
    others = [other for other in writers if not other.startswith(f"{writer}:")]
    return " ".join([token, *others, f"{writer}:{time.time() + WRITER_LIFE_S:.0f}"])


def left(record: str, writer: str) -> str:
    """The record without this writer and without those past their deadline, with a new token."""
    _token, *writers = record.split(" ")
    alive = [other for other in writers if is_alive(other) and not other.startswith(f"{writer}:")]
    return " ".join([new_token(), *alive])


class Ledger(ABC):
    """The record, wherever it is kept: who writes changes it, and readers take its token."""

    @abstractmethod
    def current(self) -> str | None:
        """The token; `None` while content is being changed, or where the record cannot be read."""

    @abstractmethod
    def _change(self, change: Change) -> None:
        """Puts a changed record in place of the present one; nobody else changes it meanwhile."""

    def enter(self, writer: str) -> None:
        """Tells that this writer is about to change content, or is still at it."""
        self._change(lambda record: entered(record, writer))

    def leave(self, writer: str) -> None:
        """Tells that this writer's transaction is over, and makes a new token."""
        self._change(lambda record: left(record, writer))

    def _token_in(self, record: str) -> str | None:
        """The token of a record that was read; one that its writers have abandoned is set right for the next reader."""
        if token := token_of(record):
            return token
        if is_abandoned(record):
            self._change(lambda present: left(present, "") if is_abandoned(present) else present)
        return None


class FileLedger(Ledger):
    """The record in a file of one page, mapped by every process: reading it is reading memory."""

    HEADER = struct.Struct("<IH")

    def __init__(self, path: Path) -> None:
        self._path = path
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(file, mmap.PAGESIZE)
        self._map = mmap.mmap(file, mmap.PAGESIZE)
        os.close(file)

    def current(self) -> str | None:
        return self._token_in(self._read())

    def _read(self) -> str:
        checksum, length = self.HEADER.unpack_from(self._map)
        content = self._map[self.HEADER.size : self.HEADER.size + length]
        # A record that is just being written does not fit its checksum, and counts as one in change.
        return content.decode() if zlib.crc32(content) == checksum else "? ?:inf"

    def _change(self, change: Change) -> None:
        # The lock belongs to an open file: each change opens its own, so that threads and forks exclude each other too.
        with self._path.open("r+b") as own:
            fcntl.flock(own, fcntl.LOCK_EX)
            record = self._read()
            content = change("" if record.startswith("?") else record).encode()
            if len(content) > mmap.PAGESIZE - self.HEADER.size:
                content = new_token().encode()
            self._map[: self.HEADER.size + len(content)] = self.HEADER.pack(zlib.crc32(content), len(content)) + content


class RedisLedger(Ledger):
    """The record in Redis or Valkey, shared by any number of machines."""

    KEY = "lemma:edition"

    def __init__(self, client: redis.Redis) -> None:
        self._redis = client

    def current(self) -> str | None:
        try:
            return self.token_in(self._redis.get(self.KEY))
        except redis.RedisError:
            return None

    def token_in(self, stored: bytes | str | None) -> str | None:
        """The token of a record as Redis gave it, together with other keys perhaps."""
        return self._token_in(text(stored))

    def _change(self, change: Change) -> None:
        def transaction(pipe: redis.client.Pipeline) -> None:
            record = text(pipe.get(self.KEY))
            pipe.multi()
            pipe.set(self.KEY, change(record))

        self._redis.transaction(transaction, self.KEY)


def text(stored: object) -> str:
    return stored.decode(errors="replace") if isinstance(stored, bytes) else ""


@cache
def redis_client() -> redis.Redis | None:
    """The connection to the server of `CACHE_URL`, if there is one. It fails fast: pages go on without it."""
    if not settings.CACHE_LOCATION:
        return None
    return redis.Redis.from_url(settings.CACHE_LOCATION, socket_timeout=1, socket_connect_timeout=0.5)


@cache
def ledger() -> Ledger:
    client = redis_client()
    return RedisLedger(client) if client else FileLedger(settings.DATA_DIR / "edition")
