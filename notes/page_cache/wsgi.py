"""WSGI middleware in front of Django: send public pages from the store, or have Django render them and store them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from notes.page_cache.cache_control import CONTENT_VERSION, EXPIRES
from notes.page_cache.cache_key import Environ, PublicRequest, public_request
from notes.page_cache.page import Headers, Page, Response, StartResponse
from notes.page_cache.stores import Store

Application = Callable[[Environ, StartResponse], Iterable[bytes]]

WAIT_S = 3.0
"""How long a request waits for another process that is rendering the same page, before it renders the page itself."""
POLL_S = 0.01


class PageCache:
    def __init__(self, application: Application, store: Store, build_id: str) -> None:
        self._application = application
        self._store = store
        self._build_id = build_id
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        request = public_request(environ)
        if request is None:
            return self._application(environ, start_response)
        return self._get_or_render(request, environ).send(environ, start_response)

    def _get_or_render(self, request: PublicRequest, environ: Environ) -> Page | Response:
        key = f"{self._build_id} {request.encoding} {request.key}"
        version, page = self._store.get(key) if request.is_shareable else (None, None)
        if page and page.is_fresh(version):
            return page
        if version is None:
            # The response must not be stored, the content is being changed, or the store is unreachable.
            return self._render(request, None, environ)
        with self._lock(key) as has_waited:
            if has_waited:
                version, page = self._store.get(key)
            if not (page and page.is_fresh(version)):
                version, page = self._lock_or_wait(key, version)
            return page or self._render_and_store(key, request, version, environ)

    @contextmanager
    def _lock(self, key: str) -> Iterator[bool]:
        """Let one thread of this process at a time render a page. Yields whether this thread had to wait."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        is_first = lock.acquire(blocking=False)
        if not is_first:
            lock.acquire()
        try:
            yield not is_first
        finally:
            lock.release()
        with self._guard:
            if not lock.locked():
                self._locks.pop(key, None)

    def _lock_or_wait(self, key: str, version: str | None) -> tuple[str | None, Page | None]:
        """Wait for a page that another process is rendering. Without a page, this process has to render it."""
        deadline = time.monotonic() + WAIT_S
        while version and not self._store.lock(f"{version} {key}"):
            if time.monotonic() > deadline:
                break
            time.sleep(POLL_S)
            version, page = self._store.get(key)
            if page and page.is_fresh(version):
                return version, page
        return version, None

    def _render_and_store(
        self, key: str, request: PublicRequest, version: str | None, environ: Environ
    ) -> Page | Response:
        """Render and store a page. If the version changes meanwhile, the stored page is never fresh."""
        response = None
        try:
            response = self._render(request, version, environ)
        finally:
            # Release the lock even if the response cannot be stored (a 404, say).
            page = response if version and isinstance(response, Page) else None
            self._store.put(key, page, unlock=f"{version} {key}")
        return response

    def _render(self, request: PublicRequest, version: str | None, environ: Environ) -> Page | Response:
        """Django's response to the request that the key describes."""
        rebuilt = request.key.environ(environ)
        if request.is_shareable:
            rebuilt |= {CONTENT_VERSION: version, EXPIRES: None}
        status, headers, body = run(self._application, rebuilt)
        if not is_public(headers):
            return Response(status, headers, body)
        return Page.from_response(
            status, headers, body, version=version, expires=rebuilt[EXPIRES], encoding=request.encoding
        )


def run(application: Application, environ: Environ) -> tuple[str, Headers, bytes]:
    """Call a WSGI application, and return its status, its headers and its whole body."""
    started: list[Any] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
        started[:] = [status, headers]
        return lambda data: None

    chunks = application(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        if close := getattr(chunks, "close", None):
            close()
    return started[0], started[1], body


def is_public(headers: Headers) -> bool:
    """Whether Django declares the response public and sets no cookie."""
    by_name = {name.lower(): value for name, value in headers}
    return "set-cookie" not in by_name and by_name.get("cache-control", "").startswith("public")
