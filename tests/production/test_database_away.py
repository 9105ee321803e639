"""While PostgreSQL is away, refuses connections or is read-only, the site answers 503; it recovers by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.production.conftest import Start
from tests.production.forwarder import Forwarder
from tests.production.headers import assert_protected, assert_unavailable
from tests.production.server import PASSWORD, Server

NEEDS_DATABASE = ["/posts/unknown/", "/tags/unknown/", "/archive/?page=9", "/feed/"]
FOR_AUTHORS = [
    "/",
    "/posts/first/",
    "/nothing/",
    "/admin/",
    "/admin/notes/post/",
    "/admin/editor/tags/?q=a",
    "/media/x.png",
]


def assert_recovered(site: Server, session: str) -> None:
    assert [site.request(path).status for path in ("/", "/posts/first/", "/healthz")] == [200] * 3
    assert [site.request(path, cookie=session).status for path in ("/", "/admin/", "/admin/notes/post/")] == [200] * 3


@pytest.fixture(scope="module")
def forwarder(database_url: str) -> Forwarder:
    if database_url.startswith("sqlite"):
        pytest.skip("runs on PostgreSQL")
    url = urlsplit(database_url)
    assert url.hostname
    return Forwarder(url.hostname, url.port or 5432)


@pytest.fixture(scope="module")
def site(start: Start, database_url: str, forwarder: Forwarder) -> Server:
    # What needs the database must not come from the page cache.
    url = database_url.replace(f":{urlsplit(database_url).port}/", f":{forwarder.port}/")
    return start(DATABASE_URL=url, PAGE_CACHE="false")


@pytest.fixture(scope="module")
def session(site: Server) -> str:
    return site.log_in()


@contextmanager
def away(forwarder: Forwarder) -> Iterator[None]:
    forwarder.down()
    try:
        yield
    finally:
        forwarder.up()


def test_every_page_is_a_503_until_the_database_is_back(site: Server, session: str, forwarder: Forwarder) -> None:
    assert_recovered(site, session)
    for _again in range(2):
        with away(forwarder):
            for path in ["/", "/healthz", *NEEDS_DATABASE]:
                assert_unavailable(site, path)
            for path in FOR_AUTHORS:
                assert_unavailable(site, path, cookie=session)
        assert_recovered(site, session)


def test_pages_without_queries_still_work(site: Server, session: str, forwarder: Forwarder) -> None:
    with away(forwarder):
        assert site.request("/robots.txt").status == 200
        assert site.request("/robots.txt", cookie=session).status == 200


def test_the_page_is_in_the_readers_language(site: Server, session: str, forwarder: Forwarder) -> None:
    with away(forwarder):
        for path, cookie in (("/", ""), ("/", session), ("/admin/", session)):
            page = site.request(path, cookie=cookie, accept_language="zh-CN").body.decode()
            assert '<html lang="zh-hans">' in page
            assert "暂时无法访问" in page


def test_submitting_a_form_is_a_503(site: Server, session: str, forwarder: Forwarder) -> None:
    token = session.partition("csrftoken=")[2]
    fields = {"username": "author", "password": "x", "csrfmiddlewaretoken": token}
    with away(forwarder):
        reply = site.post("/admin/login/", fields, cookie=f"csrftoken={token}")
    assert reply.status == 503
    assert_protected(reply)


def test_cached_pages_are_still_sent(start: Start, site: Server, database_url: str, forwarder: Forwarder) -> None:
    url = database_url.replace(f":{urlsplit(database_url).port}/", f":{forwarder.port}/")
    cached = start(DATABASE_URL=url)
    stored = [cached.request("/posts/first/") for _ in range(2)][1]
    with away(forwarder):
        reply = cached.request("/posts/first/")
        assert (reply.status, reply.body) == (200, stored.body)
        assert_unavailable(cached, "/posts/unknown/")


@pytest.fixture
def server(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url.rpartition("/")[0] + "/postgres", autocommit=True) as connection:
        yield connection


def cut(server: psycopg.Connection, database: str) -> None:
    server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])


def test_a_refused_connection_is_a_503(
    site: Server, session: str, server: psycopg.Connection, database_url: str
) -> None:
    database = database_url.rpartition("/")[2]
    server.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
    try:
        cut(server, database)
        assert_unavailable(site, "/posts/unknown/")
        assert_unavailable(site, "/healthz")
    finally:
        server.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
    assert_recovered(site, session)


def test_a_database_that_is_read_only_is_a_503(
    site: Server, session: str, server: psycopg.Connection, database_url: str
) -> None:
    database = database_url.rpartition("/")[2]
    token = session.partition("csrftoken=")[2]
    fields = {"username": "author", "password": PASSWORD, "csrfmiddlewaretoken": token}
    server.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
    try:
        cut(server, database)
        assert site.request("/posts/first/").status == 200
        reply = site.post("/admin/login/", fields, cookie=f"csrftoken={token}")
        assert reply.status == 503
        assert_protected(reply)
    finally:
        server.execute(f"ALTER DATABASE {database} RESET default_transaction_read_only")
        cut(server, database)
    assert_recovered(site, session)
