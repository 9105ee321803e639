"""Where pages are stored: in the memory of each process, in Redis, or nowhere."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from typing import Protocol

import redis

from notes.content_version.version_store import RedisVersionStore, VersionStore
from notes.page_cache.page import Page

logger = logging.getLogger(__name__)

MEMORY_BYTES = 16 * 1024 * 1024
BACK_OFF_S = 1.0
"""How long a store that failed is not used, so that requests do not wait for it one after another."""


class Store(Protocol):
    def get(self, key: str) -> tuple[str | None, Page | None]:
        """The current content version, and the page under this key, of whatever version."""

    def lock(self, name: str) -> bool:
        """Acquire a lock that processes share; `False` if another process holds it and is rendering the page."""

    def put(self, key: str, page: Page | None, *, unlock: str) -> None:
        """Store the page, if there is one, and release the lock."""


class NoStore:
    """Stores nothing: pages are rendered for each request, still from the cache key alone."""

    def get(self, key: str) -> tuple[None, None]:
        return None, None

    def lock(self, name: str) -> bool:
        return True

    def put(self, key: str, page: Page | None, *, unlock: str) -> None:
        pass


class MemoryStore:
    """Pages in the memory of this process. When it is full, the page that was stored first is evicted."""

    def __init__(self, versions: VersionStore, max_bytes: int = MEMORY_BYTES) -> None:
        self._versions = versions
        self._max_bytes = max_bytes
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._bytes = 0
        self._guard = threading.Lock()

    def get(self, key: str) -> tuple[str | None, Page | None]:
        return self._versions.get(), self._pages.get(key)

    def lock(self, name: str) -> bool:
        return True

    def put(self, key: str, page: Page | None, *, unlock: str) -> None:
        if page is None:
            return
        with self._guard:
            self._evict(key)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._bytes > self._max_bytes:
                self._evict(next(iter(self._pages)))

    def _evict(self, key: str) -> None:
        if page := self._pages.pop(key, None):
            self._bytes -= len(page.body)


class RedisStore:
    """Pages in Redis or Valkey, for any number of processes and machines."""

    MAX_AGE_S = 86_400
    LOCK_MS = 5_000

    def __init__(self, versions: RedisVersionStore, client: redis.Redis) -> None:
        self._versions = versions
        self._redis = client
        self._unused_until = 0.0

    def get(self, key: str) -> tuple[str | None, Page | None]:
        if time.monotonic() < self._unused_until:
            return None, None
        try:
            version, packed = self._redis.mget(self._versions.KEY, self._redis_key(key))
            return self._versions.verify(version), Page.unpack(packed)
        except redis.RedisError:
            self._back_off()
            return None, None

    def lock(self, name: str) -> bool:
        try:
            return bool(self._redis.set(self._redis_key(name), "1", nx=True, px=self.LOCK_MS))
        except redis.RedisError:
            return True

    def put(self, key: str, page: Page | None, *, unlock: str) -> None:
        try:
            with self._redis.pipeline(transaction=False) as pipe:
                if page:
                    seconds = max(1, min(self.MAX_AGE_S, int(page.expires - time.time()) + 1))
                    pipe.set(self._redis_key(key), page.pack(), ex=seconds)
                pipe.delete(self._redis_key(unlock))
                pipe.execute()
        except redis.RedisError:
            self._back_off()

    def _redis_key(self, name: str) -> str:
        return f"lemma:page:{hashlib.blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"

    def _back_off(self) -> None:
        if time.monotonic() >= self._unused_until:
            logger.warning("Redis is unreachable; rendering pages without it.")
        self._unused_until = time.monotonic() + BACK_OFF_S
