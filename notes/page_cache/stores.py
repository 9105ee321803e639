"""Where pages are stored: in the memory of each process, in Redis, or nowhere."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from typing import Protocol

import redis

from notes.content_version.version_store import Ledger, RedisLedger
from notes.page_cache.page import Page

logger = logging.getLogger(__name__)

MEMORY_BYTES = 16 * 1024 * 1024
PAUSE_S = 1.0
"""How long a store that failed is left alone, so that each page does not wait for it."""


class Store(Protocol):
    def look(self, key: str) -> tuple[str | None, Page | None]:
        """The present edition, and the page under this key whatever its edition."""

    def claim(self, name: str) -> bool:
        """Whether this process may render the page of this name; others that ask meanwhile are to wait for it."""

    def settle(self, name: str, key: str, page: Page | None) -> None:
        """Ends a claim: keeps the page that was rendered, if it may be kept."""


class NoStore:
    """Stores nothing: each page is rendered for its request, still from its cache key alone."""

    def look(self, key: str) -> tuple[None, None]:
        return None, None

    def claim(self, name: str) -> bool:
        return True

    def settle(self, name: str, key: str, page: Page | None) -> None:
        pass


class MemoryStore:
    """Pages in this process, the oldest forgotten first. The ledger's file tells all processes of a change at once."""

    def __init__(self, ledger: Ledger, most_bytes: int = MEMORY_BYTES) -> None:
        self._ledger = ledger
        self._most_bytes = most_bytes
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def look(self, key: str) -> tuple[str | None, Page | None]:
        return self._ledger.current(), self._pages.get(key)

    def keep(self, key: str, page: Page) -> None:
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._bytes > self._most_bytes:
                self._forget(next(iter(self._pages)))

    def claim(self, name: str) -> bool:
        return True

    def settle(self, name: str, key: str, page: Page | None) -> None:
        if page:
            self.keep(key, page)

    def _forget(self, key: str) -> None:
        if page := self._pages.pop(key, None):
            self._bytes -= len(page.body)


class RedisStore:
    """Pages in Redis or Valkey, for any number of processes and machines."""

    LONGEST_S = 86_400
    CLAIM_MS = 5_000

    def __init__(self, ledger: RedisLedger, client: redis.Redis) -> None:
        self._ledger = ledger
        self._redis = client
        self._rests_until = 0.0

    def look(self, key: str) -> tuple[str | None, Page | None]:
        if time.monotonic() < self._rests_until:
            return None, None
        try:
            record, packed = self._redis.mget(self._ledger.KEY, self._name(key))
            return self._ledger.token_in(record), Page.unpack(packed)
        except redis.RedisError:
            self._rest()
            return None, None

    def claim(self, name: str) -> bool:
        try:
            return bool(self._redis.set(self._name(name), "1", nx=True, px=self.CLAIM_MS))
        except redis.RedisError:
            return True

    def settle(self, name: str, key: str, page: Page | None) -> None:
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                if page:
                    seconds = max(1, min(self.LONGEST_S, int(page.expires - time.time()) + 1))
                    pipe.set(self._name(key), page.pack(), ex=seconds)
                pipe.delete(self._name(name))
                pipe.execute()
        except redis.RedisError:
            self._rest()

    def _name(self, key: str) -> str:
        return f"lemma:page:{hashlib.blake2b(key.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"

    def _rest(self) -> None:
        if time.monotonic() >= self._rests_until:
            logger.warning("The cache server does not answer; pages are made without it.")
        self._rests_until = time.monotonic() + PAUSE_S
