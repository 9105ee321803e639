"""The content version: it changes with everything that public pages show.

A watch over the database's writes (`watching`) changes it in the same transaction, whatever the path: admin, command,
import, bulk update or raw SQL. It is announced where every process can read it quickly (`ledgers`). Cached values have
the version in their key, so they are never stale and never purged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone

from notes.content_version.validity import CACHE_FAULTS, Ask, Horizon, ends_by, present, reading
from notes.content_version.version_store import ledger

__all__ = ["Ask", "ask", "current", "ends_by", "ledger", "reading", "remember"]

logger = logging.getLogger(__name__)

T = TypeVar("T")


def current() -> str | None:
    """The content version; `None` within a transaction, and where it is unknown: then nothing may come from a cache."""
    return ledger().current()


def ask(rows: QuerySet[Any, Any]) -> list[Any]:
    """Evaluate a query set. While a page is made, the same statement also reads until when the page stays right."""
    horizon = present()
    return horizon.ask(rows) if horizon and horizon.edition else list(rows)


def remember(name: str, compute: Callable[[Ask], T]) -> T:
    """The value of `compute`, which is asked once an edition. It must be what JSON can hold, and depend on nothing but
    what everybody may read.

    Time changes content too: the next scheduled publication ends what is remembered before it. `compute` gets a
    function that evaluates a query set and reads the time of that publication in the same statement.
    """
    horizon = present() or Horizon(current())
    if horizon.edition is None:
        return compute(list)
    key = f"edition:{horizon.edition}:{name}"
    try:
        found: dict[str, Any] = cache.get_many([key, horizon.key])
    except CACHE_FAULTS:
        logger.warning("The cache does not answer; values are computed anew.", exc_info=True)
        return compute(list)
    match found.get(key):
        case [value]:
            return value  # type: ignore[no-any-return]
    horizon.recall(found.get(horizon.key))
    value = compute(horizon.ask)
    seconds = (horizon.end - timezone.now()).total_seconds()
    if seconds > 0:
        with suppress(*CACHE_FAULTS):
            cache.set_many({key: [value], horizon.key: horizon.packed()}, seconds)
    return value
