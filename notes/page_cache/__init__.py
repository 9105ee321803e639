"""Cache whole responses of public pages, and send them before Django runs."""

from __future__ import annotations

from django.conf import settings

from notes.content_version.redis_client import get_redis_client
from notes.content_version.version_store import RedisVersionStore, get_version_store
from notes.page_cache.build_id import compute_build_id
from notes.page_cache.stores import MemoryStore, NoStore, RedisStore, Store
from notes.page_cache.wsgi import Application, PageCache

__all__ = ["PageCache", "create_store", "with_page_cache"]


def with_page_cache(application: Application) -> Application:
    return PageCache(application, create_store(), compute_build_id())


def create_store() -> Store:
    if not settings.PAGE_CACHE:
        return NoStore()
    versions, client = get_version_store(), get_redis_client()
    return RedisStore(versions, client) if client and isinstance(versions, RedisVersionStore) else MemoryStore(versions)
