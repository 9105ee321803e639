"""The WSGI application before Django's: answers from the store what it can, and keeps what Django answers the world."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from notes.page_cache.asking import Asked, Environ, asked
from notes.page_cache.middleware import EDITION, EXPIRES
from notes.page_cache.page import Headers, Page, StartResponse
from notes.page_cache.stores import Store

Application = Callable[[Environ, StartResponse], Iterable[bytes]]

WAIT_S = 3.0
"""How long a request waits for another one that is rendering the same page, before it renders it itself."""
POLL_S = 0.01
KEPT_STATUS = ("200", "301")
# The page is rendered for everybody who will read it, not for the one who asked first.
PERSONAL = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING", "HTTP_RANGE")


class PageCache:
    """Wraps Django's application. `release` names what pages are made with: code, templates, settings."""

    def __init__(self, application: Application, store: Store, release: str) -> None:
        self._application = application
        self._store = store
        self._release = release
        self._rendering: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        wanted = asked(environ)
        if wanted is None:
            return self._application(environ, start_response)
        key = f"{self._release} {wanted.key}"
        edition, page = self._store.look(key)
        if page and edition and page.is_right(edition):
            return page.send(environ, start_response)
        if edition is None:
            # Somebody is changing the content, or the store is down: Django knows what is right.
            return self._application(environ, start_response)
        with self._alone(key) as has_waited:
            if has_waited:
                edition, page = self._store.look(key)
            if not (page and edition and page.is_right(edition)):
                edition, page = self._awaited(key, edition)
            if page:
                return page.send(environ, start_response)
            return self._make(key, edition, wanted, environ, start_response)

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

    def _make(
        self, key: str, edition: str | None, wanted: Asked, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Renders the page. `edition` is the one of before: if it changes meanwhile, this page is never sent again."""
        impersonal = {name: value for name, value in environ.items() if name not in PERSONAL}
        impersonal |= {"REQUEST_METHOD": "GET", EDITION: edition, EXPIRES: None}
        kept = None
        try:
            status, headers, body = respond(self._application, impersonal)
            expires = impersonal[EXPIRES]
            if edition and expires and status[:3] in KEPT_STATUS and is_public(headers):
                kept = Page.of(status, headers, body, edition=edition, expires=expires, encoding=wanted.encoding)
        finally:
            # Nobody may wait for what is not kept either, as a page that is not there.
            self._store.settle(f"{edition} {key}", key, kept)
        if kept:
            return kept.send(environ, start_response)
        start_response(status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


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
    """Whether Django said that everybody may have this answer, and set nothing for one reader alone."""
    named = {name.lower(): value for name, value in headers}
    return "set-cookie" not in named and named.get("cache-control", "").startswith("public")
