"""While the SQLite file is locked or cannot be opened, the site answers 503; it recovers by itself."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.production.conftest import Start, copy_of
from tests.production.headers import assert_protected, assert_unavailable
from tests.production.server import PASSWORD


def test_a_database_that_is_locked_is_a_503(start: Start, database_url: str, tmp_path: Path) -> None:
    database = copy_of(database_url, tmp_path)
    # Without waiting for the lock.
    site = start(DATABASE_URL=f"sqlite:///{database}?timeout=0", PAGE_CACHE="false")
    token = site.log_in().partition("csrftoken=")[2]
    fields = {"username": "author", "password": PASSWORD, "csrfmiddlewaretoken": token}
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert site.request("/posts/first/").status == 200
        reply = site.post("/admin/login/", fields, cookie=f"csrftoken={token}")
        assert reply.status == 503
        assert_protected(reply)
    assert site.post("/admin/login/", fields, cookie=f"csrftoken={token}").status == 302


def test_a_database_that_cannot_be_opened_is_a_503(start: Start, database_url: str, tmp_path: Path) -> None:
    database = copy_of(database_url, tmp_path)
    away = database.rename(tmp_path / "away")
    database.mkdir()
    site = start(DATABASE_URL=f"sqlite:///{database}", PAGE_CACHE="false")
    for path in ("/", "/posts/first/", "/posts/unknown/", "/feed/", "/healthz"):
        assert_unavailable(site, path)
    for path in ("/", "/nothing/", "/admin/"):
        assert_unavailable(site, path, cookie="sessionid=abcdefghijklmnopqrstuvwxyz")
    database.rmdir()
    away.rename(database)
    assert [site.request(path).status for path in ("/", "/posts/first/", "/healthz")] == [200] * 3
