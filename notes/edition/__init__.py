"""The content edition: a token that changes with everything readers can see.

It lives where every process of the site can read it (`ledger`), and a watch over the database's writes changes it
(`watching`), in the same moment whatever the path: admin, command, import, bulk update or deletion. What is remembered
under an edition is therefore never stale and never purged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import redis
from django.core.cache import cache
from django.utils import timezone

from notes.edition.ledgers import ledger
from notes.models import Post

__all__ = ["current", "ledger", "remember"]

logger = logging.getLogger(__name__)

T = TypeVar("T")

CACHE_FAULTS = (OSError, redis.RedisError)

LONGEST_S = 86_400
"""How long a value is remembered at most: bounds what forgotten editions leave behind in a cache."""


def current() -> str | None:
    """The token of the present edition; `None` while somebody is changing the content, or where it cannot be known."""
    return ledger().current()


def remember(name: str, compute: Callable[[], T]) -> T:
    """The value of `compute`, which is asked once an edition. It must depend on nothing but what everybody may read.

    Time changes content too: the next scheduled publication ends what is remembered before it.
    """
    edition = current()
    if edition is None:
        return compute()
    key = f"edition:{edition}:{name}"
    try:
        found: tuple[T] | None = cache.get(key)
    except CACHE_FAULTS:
        logger.warning("The cache does not answer; values are computed anew.", exc_info=True)
        return compute()
    if isinstance(found, tuple):
        return found[0]
    # Before it is computed: a post that comes out meanwhile ends it.
    seconds = seconds_until_next_publication()
    value = compute()
    if seconds > 0:
        with suppress(*CACHE_FAULTS):
            cache.set(key, (value,), seconds)
    return value


def seconds_until_next_publication() -> float:
    """How long the published posts stay as they are if nobody writes, at most `LONGEST_S`."""
    scheduled = Post.objects.next_publication()
    if scheduled is None:
        return LONGEST_S
    return min(LONGEST_S, (scheduled - timezone.now()).total_seconds())
