"""Detect writes on the database connection and change the content version with them.

This is the project's only signal handler. It works below the models, so bulk updates, deletions and raw SQL are covered
too. A transaction that changes content adds a row of `ContentChange`; after the commit, the version store is updated.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db import Error as DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from notes.content_version.redis_client import CACHE_ERRORS
from notes.content_version.statements import changes_content, is_transactional
from notes.content_version.version_store import CHECK_INTERVAL_S, get_version_store
from notes.models.content_changes import ContentChange, prune

logger = logging.getLogger(__name__)

# Longer than the interval, as the comparison itself takes time.
WAIT_S = CHECK_INTERVAL_S + 0.25


def watch_connection(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Receiver of `connection_created`."""
    is_watched = any(isinstance(wrapper, WriteWatch) for wrapper in connection.execute_wrappers)
    if connection.alias == DEFAULT_DB_ALIAS and not is_watched:
        # First: `execute_wrapper()` blocks that were entered before the connection opened remove the last one on exit.
        connection.execute_wrappers.insert(0, WriteWatch(connection))


class WriteWatch:
    """Execute wrapper of one connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._has_table = False
        self._change = ContentChange()

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = self._text_of(sql)
        if not changes_content(text):
            return execute(sql, params, many, context)
        try:
            if self._is_in_transaction():
                self._record()
                return execute(sql, params, many, context)
            if is_transactional(text):
                return self._execute_in_transaction(execute, sql, params, many, context)
            result = execute(sql, params, many, context)
            with transaction.atomic():
                self._record()
            return result
        finally:
            # DDL may have dropped the table.
            self._has_table = self._has_table and is_transactional(text)

    def _execute_in_transaction(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        cursor = context["cursor"]
        with transaction.atomic():
            self._record()
            result = execute(sql, params, many, context)
            # SQLite cannot commit before the rows of `RETURNING` are fetched, which the caller does later.
            returns_rows = self._connection.vendor == "sqlite" and cursor.description is not None
            rows = cursor.fetchall() if returns_rows else None
        if rows is not None:
            restore_rows(rows, cursor)
        return result

    def _text_of(self, sql: Any) -> str:
        """The text of a statement, which psycopg also accepts as `Composable` or bytes."""
        if hasattr(sql, "as_string"):
            return str(sql.as_string(self._connection.connection))
        return sql.decode(errors="replace") if isinstance(sql, bytes) else str(sql)

    def _is_in_transaction(self) -> bool:
        if self._connection.in_atomic_block or not self._connection.get_autocommit():
            return True
        # Django does not notice a transaction that was begun by a `BEGIN` statement.
        raw: Any = self._connection.connection
        return bool(raw.in_transaction if self._connection.vendor == "sqlite" else raw.info.transaction_status)

    def _record(self) -> None:
        """Add this transaction's row, once, and update the version store after the commit.

        Django runs no callback for a transaction that it does not manage; other processes detect such a change by
        comparing the store with the database.
        """
        if self._is_recorded() or not self._can_record():
            return
        self._change = ContentChange.objects.create()
        if self._connection.in_atomic_block:
            transaction.on_commit(self._update_store, robust=True)

    def _is_recorded(self) -> bool:
        # Rolling back a savepoint discards both the row and the callback.
        return any(entry[1] == self._update_store for entry in self._connection.run_on_commit)

    def _can_record(self) -> bool:
        """Whether the table exists: migrations before the one that creates it write too."""
        if not self._has_table:
            with self._connection.cursor() as cursor:
                names = self._connection.introspection.table_names(cursor)
            self._has_table = ContentChange._meta.db_table in names
        return self._has_table

    def _update_store(self) -> None:
        try:
            prune(self._change)
            get_version_store().update()
        except (DatabaseError, *CACHE_ERRORS):
            logger.exception("The content version could not be stored; cached pages may be stale for a second.")
            # Return to the author only after every process has compared its version with the database's.
            time.sleep(WAIT_S)


def restore_rows(rows: list[Any], cursor: Any) -> None:
    """Make a cursor return rows that were already fetched from it."""
    values = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in rows)
    cursor.execute(f"VALUES {values}" if rows else "SELECT 1 WHERE 0", [value for row in rows for value in row])
