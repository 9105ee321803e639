"""How long the content of an edition stays right if nobody writes: until the next scheduled publication."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

import redis
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db.models import Model, QuerySet, Subquery
from django.utils import timezone

from notes.models import Post

logger = logging.getLogger(__name__)

CACHE_FAULTS = (OSError, redis.RedisError)

LONGEST = timedelta(days=1)
"""How long a value is remembered at most: bounds what forgotten editions leave behind in a cache."""

Ask = Callable[[QuerySet[Any, Any]], list[Any]]
"""Evaluates a query set of posts or of tuples (`values_list`)."""


class Horizon:
    """What was read of the content from this moment on is right until `end`.

    It counts from before the reading: a post that comes out meanwhile ends it. One statement an edition asks for it,
    which may be one that is asked anyway.
    """

    def __init__(self, edition: str | None) -> None:
        self.edition = edition
        self.key = f"edition:{edition}:horizon"
        self._begin = timezone.now()
        self._end: datetime | None = None
        self._limit: datetime | None = None

    @property
    def end(self) -> datetime:
        """While the database does not say when the next post comes out, the end is now: nothing is stored."""
        try:
            if self._end is None:
                self._look_up()
            end = self._end or self._learn(self._next_publication())
        except DatabaseError:
            logger.warning("The time of the next publication is unknown; this page is not stored.", exc_info=True)
            end = self._begin
        return min(end, self._limit) if self._limit else end

    def limit(self, moment: datetime) -> None:
        """What is being read here is to end at this moment at the latest, whatever the rest of the edition does."""
        self._limit = min(moment, self._limit or moment)

    def ask(self, rows: QuerySet[Any, Any]) -> list[Any]:
        """Evaluate a query set; while the horizon has no end yet, read it as another column of the same statement."""
        if self._end is not None:
            return list(rows)
        next_publication = Subquery(Post.objects.scheduled(self._begin).values("published_at")[:1])
        found = list(rows.annotate(horizon=next_publication))
        if found and isinstance(found[0], Model):
            self._learn(found[0].horizon)  # type: ignore[attr-defined]
            return found
        if found:
            self._learn(found[0][-1])
        return [row[:-1] for row in found]

    def packed(self) -> list[str]:
        """What others may learn from this one, for a cache."""
        return [self._begin.isoformat(), (self._end or self._begin).isoformat()]

    def recall(self, packed: object) -> None:
        """Learns the end from another horizon of the edition that began before this one, if it is still to come."""
        with suppress(TypeError, ValueError):
            begin, end = map(datetime.fromisoformat, packed)  # type: ignore[call-overload]
            if begin <= self._begin < end <= begin + LONGEST:
                self._end = end

    def _next_publication(self) -> datetime | None:
        return Post.objects.scheduled(self._begin).values_list("published_at", flat=True).first()

    def _learn(self, scheduled: datetime | None) -> datetime:
        latest = self._begin + LONGEST
        self._end = end = min(scheduled or latest, latest)
        return end

    def _look_up(self) -> None:
        """Learns the end from the cache, or the cache from this horizon."""
        if self.edition is None:
            return
        with suppress(*CACHE_FAULTS):
            self.recall(cache.get(self.key))
            if self._end is None:
                self._learn(self._next_publication())
                cache.set(self.key, self.packed(), LONGEST.total_seconds())


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


def present() -> Horizon | None:
    """The horizon of what is being read, where somebody set one."""
    return _present.get()
