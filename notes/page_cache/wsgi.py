"""The WSGI application before Django's: sends public pages from the store, or has Django render and stores them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from notes.page_cache.cache_control import EDITION, EXPIRES
from notes.page_cache.cache_key import Environ, PublicRequest, public_request
from notes.page_cache.page import Headers, Page, Reply, StartResponse
from notes.page_cache.stores import Store

Application = Callable[[Environ, StartResponse], Iterable[bytes]]

WAIT_S = 3.0
"""How long a request waits for another one that is rendering the same page, before it renders it itself."""
POLL_S = 0.01


class PageCache:
    """Wraps Django's application. `release` names what pages are made with: code, templates, settings."""

    def __init__(self, application: Application, store: Store, release: str) -> None:
        self._application = application
        self._store = store
        self._release = release
        self._rendering: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        wanted = public_request(environ)
        if wanted is None:
            return self._application(environ, start_response)
        return self._reply(wanted, environ).send(environ, start_response)

    def _reply(self, wanted: PublicRequest, environ: Environ) -> Page | Reply:
        key = f"{self._release} {wanted.encoding} {wanted.key}"
        edition, page = self._store.look(key) if wanted.is_shareable else (None, None)
        if page and edition and page.is_right(edition):
            return page
        if edition is None:
            # The response cannot be stored, the content is being changed, or the store is down.
            return self._rendered(wanted, None, environ)
        with self._alone(key) as has_waited:
            if has_waited:
                edition, page = self._store.look(key)
            if not (page and edition and page.is_right(edition)):
                edition, page = self._awaited(key, edition)
            return page or self._make(key, wanted, edition, environ)

    @contextmanager
    def _alone(self, key: str) -> Iterator[bool]:
        """One thread of this process at a time renders a page. Gives whether others had to be waited for."""
        with self._guard:
            lock = self._rendering.setdefault(key, threading.Lock())
        is_first = lock.acquire(blocking=False)
        if not is_first:
            lock.acquire()
        try:
            yield not is_first
        finally:
            lock.release()
        with self._guard:
            if not lock.locked():
                self._rendering.pop(key, None)

    def _awaited(self, key: str, edition: str | None) -> tuple[str | None, Page | None]:
        """The page that another process makes; without one it falls to this process to make it, for that edition."""
        deadline = time.monotonic() + WAIT_S
        while edition and not self._store.claim(f"{edition} {key}"):
            if time.monotonic() > deadline:
                break
            time.sleep(POLL_S)
            edition, page = self._store.look(key)
            if page and edition and page.is_right(edition):
                return edition, page
        return edition, None

    def _make(self, key: str, wanted: PublicRequest, edition: str | None, environ: Environ) -> Page | Reply:
        """Render and store the page. If the edition changes meanwhile, the page is never sent again."""
        reply = None
        try:
            reply = self._rendered(wanted, edition, environ)
        finally:
            # Release the claim even if the response cannot be stored (a 404, say).
            self._store.settle(f"{edition} {key}", key, reply if edition and isinstance(reply, Page) else None)
        return reply

    def _rendered(self, wanted: PublicRequest, edition: str | None, environ: Environ) -> Page | Reply:
        """Django's response to the request that the key describes."""
        request = wanted.key.environ(environ)
        if wanted.is_shareable:
            request |= {EDITION: edition, EXPIRES: None}
        status, headers, body = respond(self._application, request)
        if not is_public(headers):
            return Reply(status, headers, body)
        return Page.of(status, headers, body, edition=edition, expires=request[EXPIRES], encoding=wanted.encoding)


def respond(application: Application, environ: Environ) -> tuple[str, Headers, bytes]:
    """What an application answers, whole."""
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
    named = {name.lower(): value for name, value in headers}
    return "set-cookie" not in named and named.get("cache-control", "").startswith("public")
