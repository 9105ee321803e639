"""The SQL statements of a page, and how much work each is for the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection
from django.test import Client

GROWING = ("notes_post", "notes_link", "notes_taggedpost", "notes_rendering", "notes_renderingtargets")


class Statement(NamedTuple):
    sql: str
    params: Any


def statements(client: Client, address: str) -> list[Statement]:
    """The statements of a page whose renderings are stored and whose counts are memoized."""
    found: list[Statement] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(Statement(sql, params))
        return execute(sql, params, many, context)

    for _warming in range(2):
        assert client.get(address).status_code == 200, address
    with connection.execute_wrapper(record):
        client.get(address)
    return found


def work(statement: Statement) -> int:
    """Instructions of SQLite's machine, or rows that PostgreSQL's plan touches: the same on every machine."""
    if connection.vendor == "sqlite":
        return _instructions(statement)
    return sum(_rows(node) for node in nodes(statement))


def expensive_steps(statement: Statement) -> list[str]:
    """What in a statement's plan costs more the larger the tables are."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            plan = [
                row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement.sql}", statement.params).fetchall()
            ]
        return [step for step in plan if "TEMP B-TREE FOR ORDER BY" in step or _is_unordered_scan(step, statement.sql)]
    return [
        f"Seq Scan on {node['Relation Name']}"
        for node in nodes(statement)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING
    ]


def nodes(statement: Statement) -> Iterator[dict[str, Any]]:
    """The nodes of PostgreSQL's plan, with what really happened in each."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF) {statement.sql}", statement.params)
        (found,) = cursor.fetchone()
    waiting = [(json.loads(found) if isinstance(found, str) else found)[0]["Plan"]]
    while waiting:
        node = waiting.pop()
        waiting += node.get("Plans", [])
        yield node


def _rows(node: dict[str, Any]) -> int:
    touched = sum(
        node.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter")
    )
    return int((touched + node.get("Heap Fetches", 0)) * node["Actual Loops"])


def _instructions(statement: Statement) -> int:
    count = 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    with connection.cursor() as cursor:
        connection.connection.set_progress_handler(step, 1)
        try:
            cursor.execute(statement.sql, statement.params)
            cursor.fetchall()
        finally:
            connection.connection.set_progress_handler(None, 0)
    return count


def _is_unordered_scan(step: str, sql: str) -> bool:
    """Whether a table is read through, other than in an index's order up to a limit."""
    is_of_growing = any(step.startswith(f"SCAN {table}") for table in GROWING) or step.startswith("SCAN U")
    return is_of_growing and not ("USING" in step and "INDEX" in step and "LIMIT" in sql)
