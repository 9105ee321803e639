"""A database that is down or locked: 503 with all headers instead of 500, and automatic recovery."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.response_checks import PATIENCE_S, missing_headers
from tests.attack.target import Browser, Target, second_site
from tests.attack.wire import Fields, Request, Response
from tests.production.forwarder import Forwarder

PUBLIC = (
    *("/", "/?page=2", "/posts/open-note/", "/posts/moved-from/", "/posts/open-note.md", "/tags/", "/series/course/"),
    *("/archive/", "/feed/", "/sitemap-posts.xml"),
)
OTHERS = (
    *("/no-such-page/", "/posts/no-such-note/", "/healthz", "/admin/", "/admin/login/", "/admin/notes/post/"),
    *("/admin/editor/tags/?q=a", "/archive"),
)
RECOVERY_S = 10


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    yield from while_away(target, fixtures) if "DATABASE_URL" in os.environ else while_locked(target, fixtures)


def while_away(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    """PostgreSQL behind a forwarder that is cut. Cached pages may still be served."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    forwarder = Forwarder(parts.hostname or "", parts.port or 5432)
    through = parts._replace(netloc=f"{parts.netloc.rpartition('@')[0]}@127.0.0.1:{forwarder.port}").geturl()
    with second_site(target, DATABASE_URL=through) as second:
        author = Browser.signed_in(second, fixtures.author)
        requests = [*map(Request, (*PUBLIC, *OTHERS)), *writing(author, fixtures)]
        cookies = tuple(author.cookie_header())
        for path in PUBLIC[:4]:
            second.get(path)
        forwarder.down()
        for when in ("with pages cached", "with no page cached"):
            for request in requests:
                for headers in ((), cookies):
                    yield judged(second, f"without the database, {when}", request, headers)
            second.touch()
        if not any(status == 503 for status, _missing in second.headers_missing):
            raise AssertionError("No request needed the database")
        forwarder.up()
        for path in (*PUBLIC, "/healthz", "/admin/"):
            yield recovered(second, Request(path, headers=cookies))
        forwarder.down()


def while_locked(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    """SQLite with a transaction that stays open: pages are served, and writes get a 503."""
    author = Browser.signed_in(target, fixtures.author)
    requests = [request.with_headers(*author.cookie_header()) for request in writing(author, fixtures)]
    target.touch()
    with closing(sqlite3.connect(Path(os.environ["DATA_DIR"]) / "lemma.sqlite3", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(len(requests)) as pool:
            waiting = [pool.submit(target.send, request) for request in requests]
            for path in (*PUBLIC, *OTHERS):
                yield judged(target, "with the database locked", Request(path))
            for request, reply in zip(requests, waiting, strict=True):
                fault = unavailable(request, reply.result())
                yield Attempt(f"POST {request.target} with the database locked", request.curl(), fault)
        database.execute("ROLLBACK")
    yield recovered(target, Request("/admin/notes/post/", headers=tuple(author.cookie_header())))


def writing(author: Browser, fixtures: Fixtures) -> list[Request]:
    change = f"/admin/notes/post/{fixtures.own.pk}/change/"
    return [
        author.post(change, author.form(change) | {"title": ["While away"], "_save": ["1"]}),
        author.post("/admin/notes/post/", {"action": "pin", "_selected_action": str(fixtures.own.pk), "index": "0"}),
        author.post("/admin/notes/tag/add/", {"name": "While away", "slug": "while-away", "description": ""}),
        author.post("/admin/editor/preview/", {"content": "[[note-01]]", "title": "T", "language": "en"}),
    ]


def judged(target: Target, when: str, request: Request, headers: Fields = ()) -> Attempt:
    request = request.with_headers(*headers)
    title = f"{request.method} {request.target} {when}{' as author' if headers else ''}"
    return Attempt(title, request.curl(), unavailable(request, target.send(request)))


def unavailable(request: Request, response: Response) -> str:
    """Faults of a response during an outage. A success is none: not every response needs the database."""
    faults = []
    if response.status != 503 and (response.status >= 500 or not response.status):
        faults.append(f"status {response.status}")
    if response.status == 503 and not response.header("Retry-After"):
        faults.append("a 503 without Retry-After")
    if response.status == 503 and response.is_public:
        faults.append(f"a 503 says {response.header('Cache-Control')}")
    if missing := missing_headers(request, response):
        faults.append(f"status {response.status} without {', '.join(missing)}")
    if response.seconds > PATIENCE_S:
        faults.append(f"it took {response.seconds:.0f} s")
    return "; ".join(faults)


def recovered(target: Target, request: Request) -> Attempt:
    deadline = time.monotonic() + RECOVERY_S
    while (response := target.send(request)).status >= 500 and time.monotonic() < deadline:
        time.sleep(0.1)
    fault = f"still status {response.status} after {RECOVERY_S} s" if response.status >= 500 else ""
    return Attempt(f"{request.target} once the database is back", request.curl(), fault)
