"""Where pages are kept: in the memory of each process, or in Redis; one look gives edition and page together."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from typing import Any, Protocol

import redis

from notes.edition.ledgers import Ledger, RedisLedger
from notes.page_cache.lines import Lines
from notes.page_cache.page import Head, Page

logger = logging.getLogger(__name__)

MEMORY_BYTES = 16 * 1024 * 1024
PAUSE_S = 1.0
"""How long a store that failed is left alone, so that each page does not wait for it."""


class Store(Protocol):
    def look(self, key: str) -> tuple[str | None, Page | None]:
        """The present edition, and the page under this key whatever its edition."""

    def look_at_head(self, key: str) -> tuple[str | None, Head | None]:
        """The same without the page's body."""

    def claim(self, name: str) -> bool:
        """Whether this process may render the page of this name; others that ask meanwhile are to wait for it."""

    def settle(self, name: str, key: str, page: Page | None) -> None:
        """Ends a claim: keeps the page that was rendered, if it may be kept."""


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

    def look_at_head(self, key: str) -> tuple[str | None, Head | None]:
        edition, page = self.look(key)
        return edition, page.head if page else None

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
        self._lines = Lines(client)
        self._rests_until = 0.0

    def look(self, key: str) -> tuple[str | None, Page | None]:
        edition, head, body = self._get(self._name(key), self._name(key, "body"))
        return edition, Page.of_parts(Head.unpack(head), body)

    def look_at_head(self, key: str) -> tuple[str | None, Head | None]:
        edition, head = self._get(self._name(key))
        return edition, Head.unpack(head)

    def _get(self, *names: str) -> tuple[Any, ...]:
        """The present edition and what is kept under these names, in one round trip."""
        if time.monotonic() >= self._rests_until:
            try:
                ((record, *found),) = self._lines.ask(("MGET", self._ledger.KEY, *names))
                return self._ledger.token_in(record), *found
            except redis.RedisError:
                self._rest()
        return None, *(None for _name in names)

    def claim(self, name: str) -> bool:
        try:
            (is_mine,) = self._lines.ask(("SET", self._name(name), "1", "NX", "PX", self.CLAIM_MS))
            return is_mine is not None
        except redis.RedisError:
            return True

    def settle(self, name: str, key: str, page: Page | None) -> None:
        commands: list[tuple[Any, ...]] = [("DEL", self._name(name))]
        if page:
            seconds = max(1, min(self.LONGEST_S, int(page.head.expires - time.time()) + 1))
            commands = [
                ("SET", self._name(key, "body"), page.body, "EX", seconds),
                ("SET", self._name(key), page.head.pack(), "EX", seconds),
                *commands,
            ]
        try:
            self._lines.ask(*commands)
        except redis.RedisError:
            self._rest()

    def _name(self, key: str, part: str = "page") -> str:
        return f"lemma:{part}:{hashlib.blake2b(key.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"

    def _rest(self) -> None:
        if time.monotonic() >= self._rests_until:
            logger.warning("The cache server does not answer; pages are made without it.")
        self._rests_until = time.monotonic() + PAUSE_S
