"""How long the content of an edition stays right if nobody writes: until the next scheduled publication."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

import redis
from django.core.cache import cache
from django.db.models import QuerySet, Subquery
from django.utils import timezone

from notes.models import Post

CACHE_FAULTS = (OSError, redis.RedisError)

LONGEST = timedelta(days=1)
"""How long a value is remembered at most: bounds what forgotten editions leave behind in a cache."""

Ask = Callable[["QuerySet[Any, Any]"], list[Any]]
"""Asks a query of `values_list` and returns its rows."""


class Horizon:
    """What was read of the content from this moment on is right until `end`.

    It counts from before the reading: a post that comes out meanwhile ends it. One statement an edition asks for it,
    which may be one that is asked anyway.
    """

    def __init__(self, edition: str | None) -> None:
        self.edition = edition
        self._begin = timezone.now()
        self._end = self._remembered() if edition else None
        self._limit: datetime | None = None

    @property
    def end(self) -> datetime:
        end = self._end or self._learn(self._scheduled().first())
        return min(end, self._limit) if self._limit else end

    def limit(self, moment: datetime) -> None:
        """What is being read here is to end at this moment at the latest, whatever the rest of the edition does."""
        self._limit = min(moment, self._limit or moment)

    def ask(self, rows: QuerySet[Any, Any]) -> list[Any]:
        """The rows of a `values_list`; the same statement asks for the end of the horizon if nobody knows it yet."""
        if self._end is not None:
            return list(rows)
        found = list(rows.annotate(horizon=Subquery(self._scheduled()[:1])))
        if found:
            self._learn(found[0][-1])
        return [row[:-1] for row in found]

    def _scheduled(self) -> QuerySet[Post, datetime | None]:
        return Post.objects.scheduled(self._begin).values_list("published_at", flat=True)

    def _learn(self, scheduled: datetime | None) -> datetime:
        latest = self._begin + LONGEST
        self._end = end = min(scheduled or latest, latest)
        if self.edition:
            with suppress(*CACHE_FAULTS):
                cache.set(self._key, [self._begin.isoformat(), end.isoformat()], LONGEST.total_seconds())
        return end

    def _remembered(self) -> datetime | None:
        """The end that somebody learned for a moment before this one, if it is still to come."""
        try:
            begin, end = map(datetime.fromisoformat, cache.get(self._key))
            return end if begin <= self._begin < end else None
        except (*CACHE_FAULTS, TypeError, ValueError):
            return None

    @property
    def _key(self) -> str:
        return f"edition:{self.edition}:horizon"


_present: ContextVar[Horizon | None] = ContextVar("horizon", default=None)


@contextmanager
def reading(edition: str | None) -> Iterator[Horizon]:
    """One horizon for all that is read within, so that a page asks for it once."""
    horizon = Horizon(edition)
    token = _present.set(horizon)
    try:
        yield horizon
    finally:
        _present.reset(token)


def ends_by(moment: datetime | None) -> None:
    """Says that what is being read stays right until this moment at most."""
    horizon = _present.get()
    if horizon and moment:
        horizon.limit(moment)


def present(edition: str) -> Horizon:
    """The horizon of what is being read, or a new one where there is none, or of another edition."""
    horizon = _present.get()
    return horizon if horizon and horizon.edition == edition else Horizon(edition)
