"""Classify SQL statements: which may change what public pages show.

A false positive invalidates the cached pages once; a false negative shows withdrawn text. Every write therefore counts,
in whatever form, except plain writes to tables that no public page shows. Two kinds are not detected: a `SELECT` of a
function that writes, and statements that bypass Django's cursors, such as psycopg's `cursor.copy()`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.migrations.recorder import MigrationRecorder

PRIVATE_MODELS = (
    "notes.ContentChange",
    "notes.Rendering",
    "notes.RenderingTargets",
    "sessions.Session",
    "admin.LogEntry",
)
"""Models that public pages do not show. Renderings are derived from the content."""

# Searched anywhere in the text: a write may be in a CTE, after a comment, in the second of several statements, or in a
# `DO` block. `replace(…)` is a string function.
WRITE = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|REPLACE(?!\s*\()|COPY|TRUNCATE|ALTER|DROP|REFRESH|CALL|DO|EXECUTE)\b",
    re.IGNORECASE,
)
ROW_LOCK = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b", re.IGNORECASE)
PLAIN_WRITE = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?(?=[\s(;]|$)', re.IGNORECASE)
UPSERT = re.compile(r"\bDO\s+(?:UPDATE\s+SET|NOTHING)\b", re.IGNORECASE)
LAST_LOGIN = re.compile(r'UPDATE "(\w+)" SET "last_login" = %s WHERE ')

FIRST_WORD = re.compile(r"(?:[\s(]|--[^\n]*(?:\n|$)|/\*.*?\*/)*([a-z]*)", re.IGNORECASE | re.DOTALL)
TRANSACTIONAL = {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "COPY", "TRUNCATE", "WITH", "EXECUTE"}


@lru_cache(maxsize=512)
def changes_content(sql: str) -> bool:
    """Whether a statement may change what pages show."""
    return WRITE.search(ROW_LOCK.sub("", sql)) is not None and not _is_private_write(sql)


def is_transactional(sql: str) -> bool:
    """Whether a statement may run in a transaction of ours: not if it could be DDL, or end transactions itself."""
    first = FIRST_WORD.match(sql)
    return first is not None and first[1].upper() in TRANSACTIONAL


def _is_private_write(sql: str) -> bool:
    """Whether this is a single plain write to a private table, or the `last_login` update of a user."""
    if last_login := LAST_LOGIN.match(sql):
        target, is_private = last_login, last_login[1] == get_user_model()._meta.db_table
    elif plain := PLAIN_WRITE.match(sql):
        target, is_private = plain, plain[1].lower() in _private_tables()
    else:
        return False
    rest = UPSERT.sub("", ROW_LOCK.sub("", sql[target.end() :]))
    return is_private and WRITE.search(rest) is None and ";" not in rest.rstrip("; \n")


@cache
def _private_tables() -> frozenset[str]:
    names = {apps.get_model(label)._meta.db_table for label in PRIVATE_MODELS}
    return frozenset(name.lower() for name in names | {MigrationRecorder.Migration._meta.db_table})
