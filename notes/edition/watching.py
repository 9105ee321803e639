"""Watching the database's writes, so that no path to the content can forget to say that it changed.

This is the one signal handler of the project. It listens below the models, where bulk updates, deletions and raw SQL
pass too.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any, Literal

import redis
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from notes.edition.ledgers import ledger

logger = logging.getLogger(__name__)

RETRY_S = 0.2

# A statement that changes a table readers see something of. Stored renderings follow from the content, and the time
# of a log-in is nobody's business.
WRITE = re.compile(
    r"""\s*(?:WITH\b.*?)?(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)\s+
    (?:ONLY\s+)?["`]?(?:notes_(?!rendering)\w+|auth_user)["`]?(?!\w)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
LOG_IN = re.compile(r"""UPDATE\s+"auth_user"\s+SET\s+"last_login"\s*=\s*\S+\s+WHERE""", re.IGNORECASE)


def is_change(sql: str) -> bool:
    """Whether a statement changes what readers may see."""
    return WRITE.match(sql) is not None and LOG_IN.match(sql) is None


def watch(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Receives `connection_created`."""
    if not any(isinstance(wrapper, Watch) for wrapper in connection.execute_wrappers):
        # In front: a block that added its wrapper before the connection opened takes away the last one when it ends.
        connection.execute_wrappers.insert(0, Watch(connection))


class Watch:
    """Sits around every statement of one connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._writer = ""

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not is_change(sql):
            return execute(sql, params, many, context)
        self._enter()
        try:
            return execute(sql, params, many, context)
        finally:
            if not self._connection.in_atomic_block:
                self._leave()

    def _enter(self) -> None:
        if self._writer and not self._is_known_to_the_transaction():
            # The transaction that this writer stood for was rolled back, and nobody was told.
            self._leave()
        self._writer = self._writer or secrets.token_hex(6)
        tell("enter", self._writer)
        if self._connection.in_atomic_block and not self._is_known_to_the_transaction():
            transaction.on_commit(self._leave, using=self._connection.alias, robust=True)

    def _leave(self) -> None:
        writer, self._writer = self._writer, ""
        if writer:
            tell("leave", writer)

    def _is_known_to_the_transaction(self) -> bool:
        # A savepoint that is rolled back takes its callbacks with it.
        return any(entry[1] == self._leave for entry in self._connection.run_on_commit)


def tell(message: Literal["enter", "leave"], writer: str) -> None:
    """Tells the ledger. If it cannot be reached saving goes on all the same, and it is told as soon as it can be."""
    try:
        getattr(ledger(), message)(writer)
    except (OSError, redis.RedisError):
        logger.exception("The content edition cannot be written: pages may be old until it can.")
        threading.Thread(target=keep_telling, args=(writer,), name="edition", daemon=True).start()


def keep_telling(writer: str) -> None:
    """Makes a new edition once the ledger can be reached again."""
    while True:
        time.sleep(RETRY_S)
        try:
            return ledger().leave(writer)
        except (OSError, redis.RedisError):
            continue
