"""Watches the database's writes, so that no path to the content can forget to change its version.

This is the one signal handler of the project. It works below the models, where bulk updates, deletions and raw SQL pass
too. A transaction that changes content gets a row of `ContentChange`, and its version is announced after the commit.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db import Error as DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from notes.content_version.statements import is_change, is_transactional
from notes.content_version.version_store import CHECK_INTERVAL_S, FAULTS, ledger
from notes.models.content_changes import ContentChange, prune

logger = logging.getLogger(__name__)

# Longer than the interval, as a comparison takes a moment too.
WAIT_S = CHECK_INTERVAL_S + 0.25


def watch(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Receives `connection_created`."""
    is_watched = any(isinstance(wrapper, Watch) for wrapper in connection.execute_wrappers)
    if connection.alias == DEFAULT_DB_ALIAS and not is_watched:
        # In front: a block that added its wrapper before the connection opened removes the last one when it ends.
        connection.execute_wrappers.insert(0, Watch(connection))


class Watch:
    """Wraps the statements of one connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._has_table = False
        self._change = ContentChange()

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = self._text_of(sql)
        if not is_change(text):
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
            # SQLite does not commit before the rows of a `RETURNING` have been fetched, which callers do later.
            is_waiting = self._connection.vendor == "sqlite" and cursor.description is not None
            rows = cursor.fetchall() if is_waiting else None
        if rows is not None:
            give_back(rows, cursor)
        return result

    def _text_of(self, sql: Any) -> str:
        """The text of a statement, which psycopg also takes in parts and as bytes."""
        if hasattr(sql, "as_string"):
            return str(sql.as_string(self._connection.connection))
        return sql.decode(errors="replace") if isinstance(sql, bytes) else str(sql)

    def _is_in_transaction(self) -> bool:
        if self._connection.in_atomic_block or not self._connection.get_autocommit():
            return True
        # One begun by hand, which Django has not noticed.
        raw: Any = self._connection.connection
        return bool(raw.in_transaction if self._connection.vendor == "sqlite" else raw.info.transaction_status)

    def _record(self) -> None:
        """Add this transaction's row, once, and have it announced after the commit.

        Django cannot say when a transaction commits that it does not manage; other processes see the row by comparing.
        """
        if self._is_recorded() or not self._can_record():
            return
        self._change = ContentChange.objects.create()
        if self._connection.in_atomic_block:
            transaction.on_commit(self._announce, robust=True)

    def _is_recorded(self) -> bool:
        # A savepoint that is rolled back takes with it the row and the callback alike.
        return any(entry[1] == self._announce for entry in self._connection.run_on_commit)

    def _can_record(self) -> bool:
        """Whether the table is there: migrations also run before the one that creates it."""
        if not self._has_table:
            with self._connection.cursor() as cursor:
                names = self._connection.introspection.table_names(cursor)
            self._has_table = ContentChange._meta.db_table in names
        return self._has_table

    def _announce(self) -> None:
        try:
            prune(self._change)
            ledger().announce()
        except (DatabaseError, *FAULTS):
            logger.exception("A change could not be announced: cached pages may show what was before for a second.")
            # By then every process has compared its version with the database's. Who is told that the change was
            # saved may rely on it.
            time.sleep(WAIT_S)


def give_back(rows: list[Any], cursor: Any) -> None:
    """Let a cursor return these rows when its user fetches them."""
    values = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in rows)
    cursor.execute(f"VALUES {values}" if rows else "SELECT 1 WHERE 0", [value for row in rows for value in row])
