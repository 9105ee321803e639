"""The page cache before the real site, over each store that there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
from pytest_django import Settings

from notes.content_version import version_store
from notes.content_version.redis_client import get_redis_client
from notes.content_version.version_store import VersionStore
from notes.page_cache import PageCache
from notes.page_cache.stores import MemoryStore, RedisStore, Store


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """The site as a server sees it. `rendered` counts the requests that Django had to answer, `seen` is the last."""

    store: Store
    build_id: str = "r1"
    rendered: int = 0
    seen: dict[str, Any] = field(default_factory=dict)
    application: Callable[..., Any] = field(init=False)

    def __post_init__(self) -> None:
        django = get_wsgi_application()

        def counted(environ: Any, start_response: Any) -> Any:
            self.rendered += 1
            self.seen = environ.copy()
            return django(environ, start_response)

        self.application = PageCache(counted, self.store, self.build_id)

    def get(self, path: str, *, method: str = "GET", cookies: str = "", **headers: str) -> Reply:
        request = RequestFactory().generic(method, path, headers=headers)
        return self.answer(request.environ | ({"HTTP_COOKIE": cookies} if cookies else {}))

    def answer(self, environ: dict[str, Any]) -> Reply:
        started: list[Any] = []
        chunks = self.application(environ, lambda status, heads, exc_info=None: started.extend([status, heads]))
        body = b"".join(chunks)
        getattr(chunks, "close", lambda: None)()
        return Reply(int(started[0][:3]), dict(started[1]), body)


@pytest.fixture
def versions(tmp_path: Path, settings: Settings) -> Iterator[VersionStore]:
    """A new version store, used by everything in this process."""
    settings.DATA_DIR = tmp_path
    version_store.get_version_store.cache_clear()
    if client := get_redis_client():
        client.flushdb()
    yield version_store.get_version_store()
    version_store.get_version_store.cache_clear()


@pytest.fixture
def site(versions: VersionStore) -> Site:
    return new_site(versions)


def new_site(versions: VersionStore, build_id: str = "r1") -> Site:
    """A process of the site, with a memory of its own where there is no cache server."""
    client = get_redis_client()
    if client is None:
        return Site(MemoryStore(versions), build_id)
    assert isinstance(versions, version_store.RedisVersionStore)
    return Site(RedisStore(versions, client), build_id)
