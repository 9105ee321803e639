"""How long cached content is valid if nobody writes: until the next scheduled post is published."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db.models import Model, QuerySet, Subquery
from django.utils import timezone

from notes.content_version.redis_client import CACHE_ERRORS
from notes.models import Post

logger = logging.getLogger(__name__)

MAX_LIFETIME = timedelta(days=1)
"""How long a value is cached at most, so that values of old versions do not fill the cache."""

Fetch = Callable[[QuerySet[Any, Any]], list[Any]]
"""Evaluates a query set of posts or of tuples (`values_list`)."""


class Validity:
    """How long content read from now on is valid: `until`.

    It counts from before the first query, so a post that is published meanwhile ends it. The time of the next
    publication is read once per content version, where possible as a column of a statement that runs anyway.
    """

    def __init__(self, version: str | None) -> None:
        self.version = version
        self.key = f"content:{version}:validity"
        self._since = timezone.now()
        self._until: datetime | None = None
        self._limit: datetime | None = None

    @property
    def until(self) -> datetime:
        """The end of the validity. If the database does not answer, it is the beginning: nothing is cached."""
        try:
            if self._until is None:
                self._load_or_query()
            until = self._until or self._set(self._next_publication())
        except DatabaseError:
            logger.warning("The time of the next publication is unknown; this page is not cached.", exc_info=True)
            until = self._since
        return min(until, self._limit) if self._limit else until

    def limit(self, moment: datetime) -> None:
        """Let the validity of what is read here end at `moment` at the latest."""
        self._limit = min(moment, self._limit or moment)

    def fetch(self, rows: QuerySet[Any, Any]) -> list[Any]:
        """Evaluate a query set. If the end of the validity is unknown, read it as another column of the statement."""
        if self._until is not None:
            return list(rows)
        next_publication = Subquery(Post.objects.scheduled(self._since).values("published_at")[:1])
        found = list(rows.annotate(next_publication=next_publication))
        if found and isinstance(found[0], Model):
            self._set(found[0].next_publication)  # type: ignore[attr-defined]
            return found
        if found:
            self._set(found[0][-1])
        return [row[:-1] for row in found]

    def dump(self) -> list[str]:
        """The validity as JSON, for `load`."""
        return [self._since.isoformat(), (self._until or self._since).isoformat()]

    def load(self, dumped: object) -> None:
        """Take the end from another validity of the same version, if that one began earlier and has not ended."""
        with suppress(TypeError, ValueError):
            since, until = map(datetime.fromisoformat, dumped)  # type: ignore[call-overload]
            if since <= self._since < until <= since + MAX_LIFETIME:
                self._until = until

    def _next_publication(self) -> datetime | None:
        return Post.objects.scheduled(self._since).values_list("published_at", flat=True).first()

    def _set(self, next_publication: datetime | None) -> datetime:
        latest = self._since + MAX_LIFETIME
        self._until = until = min(next_publication or latest, latest)
        return until

    def _load_or_query(self) -> None:
        """Take the end from the cache; if it is not there, query and cache it."""
        if self.version is None:
            return
        with suppress(*CACHE_ERRORS):
            self.load(cache.get(self.key))
            if self._until is None:
                self._set(self._next_publication())
                cache.set(self.key, self.dump(), MAX_LIFETIME.total_seconds())


_current: ContextVar[Validity | None] = ContextVar("validity", default=None)


@contextmanager
def track_validity(version: str | None) -> Iterator[Validity]:
    """Share one validity among all queries inside the block."""
    validity = Validity(version)
    token = _current.set(validity)
    try:
        yield validity
    finally:
        _current.reset(token)


def limit_validity(moment: datetime | None) -> None:
    """Let the page that is being rendered expire at `moment` at the latest."""
    validity = _current.get()
    if validity and moment:
        validity.limit(moment)


def current_validity() -> Validity | None:
    """The validity of the enclosing `track_validity` block, if there is one."""
    return _current.get()
