"""Which SQL statements may change what pages show.

A false positive costs one new rendering of the cached pages; a miss would show text that was withdrawn. So every write
counts, in whatever form, except plain ones to tables that no public page shows. Two are not recognised: a `SELECT` that
calls a function which writes, and what bypasses the cursors of Django, such as `copy()` of psycopg's cursor.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.migrations.recorder import MigrationRecorder

UNSHOWN = ("notes.ContentChange", "notes.Rendering", "notes.RenderingParts", "sessions.Session", "admin.LogEntry")
"""Models that public pages do not show. Renderings are derived from the content."""

# Anywhere in the text: in a CTE, after a comment, in the second of several statements, in the body of a `DO`.
# `replace(…)` is a function on strings.
WRITE = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|REPLACE(?!\s*\()|COPY|TRUNCATE|ALTER|DROP|REFRESH|CALL|DO|EXECUTE)\b",
    re.IGNORECASE,
)
ROW_LOCK = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b", re.IGNORECASE)
PLAIN_WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?(?=[\s(;]|$)', re.IGNORECASE)
UPSERT = re.compile(r"\bDO\s+(?:UPDATE\s+SET|NOTHING)\b", re.IGNORECASE)
LOG_IN = re.compile(r'UPDATE "(\w+)" SET "last_login" = %s WHERE ')

FIRST_WORD = re.compile(r"(?:[\s(]|--[^\n]*(?:\n|$)|/\*.*?\*/)*([a-z]*)", re.IGNORECASE | re.DOTALL)
TRANSACTIONAL = {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "COPY", "TRUNCATE", "WITH", "EXECUTE"}


@lru_cache(maxsize=512)
def is_change(sql: str) -> bool:
    """Whether a statement may change what pages show."""
    return WRITE.search(ROW_LOCK.sub("", sql)) is not None and not _is_unshown(sql)


def is_transactional(sql: str) -> bool:
    """Whether a transaction may be opened around a statement: not if it could be DDL, or end transactions itself."""
    first = FIRST_WORD.match(sql)
    return first is not None and first[1].upper() in TRANSACTIONAL


def _is_unshown(sql: str) -> bool:
    """Whether this is one plain write to a table that pages do not show, or sets the time of a user's last log-in."""
    if log_in := LOG_IN.match(sql):
        target, is_quiet = log_in, log_in[1] == get_user_model()._meta.db_table
    elif plain := PLAIN_WRITE.match(sql):
        target, is_quiet = plain, plain[1].lower() in _unshown_tables()
    else:
        return False
    rest = UPSERT.sub("", ROW_LOCK.sub("", sql[target.end() :]))
    return is_quiet and WRITE.search(rest) is None and ";" not in rest.rstrip("; \n")


@cache
def _unshown_tables() -> frozenset[str]:
    names = {apps.get_model(label)._meta.db_table for label in UNSHOWN}
    return frozenset(name.lower() for name in names | {MigrationRecorder.Migration._meta.db_table})
