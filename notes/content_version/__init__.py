"""The content version changes with everything that public pages show, and is part of the key of every cached value.

`write_watch` detects writes on the database connection, whatever makes them (admin, command, import, bulk update or raw
SQL), and changes the version in the same transaction. `version_store` shares it with all processes. Since the keys
contain it, cached values never have to be invalidated.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from notes.content_version.redis_client import CACHE_ERRORS
from notes.content_version.validity import Fetch, Validity, current_validity, limit_validity, track_validity
from notes.content_version.version_store import get_version_store

__all__ = ["Fetch", "fetch", "get", "limit_validity", "memoize", "track_validity"]

logger = logging.getLogger(__name__)

T = TypeVar("T")


def get() -> str | None:
    """The content version; `None` inside a transaction and while it is unknown: bypass the cache then."""
    return get_version_store().get()


def fetch(rows: QuerySet[Any, Any]) -> list[Any]:
    """Evaluate a query set. While a page is rendered, the same statement also reads until when the page is valid."""
    validity = current_validity()
    return validity.fetch(rows) if validity and validity.version else list(rows)


def memoize(name: str, compute: Callable[[Fetch], T]) -> T:
    """Return `compute(fetch)`, computed once per content version. The value must be JSON and the same for all visitors.

    Values expire when the next scheduled post is published. `fetch` evaluates a query set and reads that time in the
    same statement.
    """
    validity = current_validity() or Validity(get())
    if validity.version is None:
        return compute(list)
    key = f"content:{validity.version}:{name}"
    try:
        found: dict[str, Any] = cache.get_many([key, validity.key])
    except CACHE_ERRORS:
        logger.warning("The cache is unreachable; computing values without it.", exc_info=True)
        return compute(list)
    match found.get(key):
        case [value]:
            return value  # type: ignore[no-any-return]
    validity.load(found.get(validity.key))
    value = compute(validity.fetch)
    seconds = (validity.until - timezone.now()).total_seconds()
    if seconds > 0:
        with suppress(*CACHE_ERRORS):
            cache.set_many({key: [value], validity.key: validity.dump()}, seconds)
    return value
