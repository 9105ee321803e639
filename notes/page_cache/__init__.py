"""Whole pages for the world, kept as they are sent and answered before Django does any work."""

from __future__ import annotations

from django.conf import settings

from notes.edition.ledgers import RedisLedger, ledger, redis_client
from notes.page_cache.application import Application, PageCache
from notes.page_cache.release import release
from notes.page_cache.stores import MemoryStore, RedisStore, Store

__all__ = ["PageCache", "before"]


def before(application: Application) -> Application:
    """The page cache before an application, or the application itself where settings say that nothing is kept."""
    return PageCache(application, store(), release()) if settings.PAGE_CACHE else application


def store() -> Store:
    book, client = ledger(), redis_client()
    return RedisStore(book, client) if client and isinstance(book, RedisLedger) else MemoryStore(book)
