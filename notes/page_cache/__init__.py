"""Whole public pages, stored as they are sent and answered before Django does any work."""

from __future__ import annotations

from django.conf import settings

from notes.content_version.version_store import RedisLedger, ledger, redis_client
from notes.page_cache.build_id import release
from notes.page_cache.stores import MemoryStore, NoStore, RedisStore, Store
from notes.page_cache.wsgi import Application, PageCache

__all__ = ["PageCache", "before"]


def before(application: Application) -> Application:
    """The page cache before an application."""
    return PageCache(application, store(), release())


def store() -> Store:
    if not settings.PAGE_CACHE:
        return NoStore()
    book, client = ledger(), redis_client()
    return RedisStore(book, client) if client and isinstance(book, RedisLedger) else MemoryStore(book)
