"""What gunicorn says to browsers that have a page already, by its own worker and by ours."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

FILL = """
import django; django.setup()
from django.contrib.auth.models import User
from django.utils.timezone import now
from notes.models import Post
author, _ = User.objects.get_or_create(username="author")
Post.objects.update_or_create(slug="first", defaults=dict(title={title!r}, author=author, published_at=now()))
"""
RENEWED = {"ETag", "Cache-Control", "Vary", "Server", "Date", "Connection"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


class Site:
    """gunicorn with its own settings, over a database of its own."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "site_config.settings",
            "ENV_FILE": os.devnull,
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "SITE_URL": "http://127.0.0.1",
            # Without collecting static files first.
            "DEBUG": "true",
            "PAGE_CACHE": "true",
            "WEB_WORKER_CLASS": worker,
            "WEB_CONCURRENCY": "1",
            "LOG_LEVEL": "ERROR",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=self._environment, cwd=ROOT, check=True)
        self.title_first_post("Before")
        number = self._listener.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:site_config.gunicorn", "--bind", f"fd://{number}",
             "--log-level", "error", "site_config.wsgi"],
            env=self._environment, cwd=ROOT, pass_fds=[number],
        )  # fmt: skip

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._listener.getsockname()
        return host, port

    def title_first_post(self, title: str) -> None:
        command = [sys.executable, "-c", FILL.format(title=title)]
        subprocess.run(command, env=self._environment, cwd=ROOT, check=True)

    def connect(self) -> HTTPConnection:
        return HTTPConnection(*self.address, timeout=30)

    def ask(self, path: str, method: str = "GET", connection: HTTPConnection | None = None, **headers: str) -> Reply:
        line = connection or self.connect()
        line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = line.getresponse()
        return Reply(response.status, dict(response.headers), response.read())

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(30)
        self._listener.close()


@pytest.fixture(scope="module", params=["gthread", "sync"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    started = Site(tmp_path_factory.mktemp("site"), request.param)
    yield started
    started.close()


@pytest.fixture
def etag(site: Site) -> str:
    # The first reader finds a cache server that was emptied before this test, and begins a new edition.
    replies = [site.ask("/posts/first/") for _ in range(2)]
    assert [reply.status for reply in replies] == [200, 200]
    return replies[1].headers["ETag"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_browser_renews_what_it_has(site: Site, etag: str, method: str) -> None:
    reply = site.ask("/posts/first/", method, If_None_Match=etag)
    assert reply.status == 304
    assert reply.body == b""
    assert reply.headers.keys() == RENEWED
    assert reply.headers["ETag"] == etag
    assert reply.headers["Cache-Control"] == site.ask("/posts/first/").headers["Cache-Control"]


@pytest.mark.parametrize("seen", ['W/{etag}, "other"', '"other", {etag}', "*"])
def test_any_tag_of_a_list_will_do(site: Site, etag: str, seen: str) -> None:
    assert site.ask("/posts/first/", If_None_Match=seen.format(etag=etag)).status == 304


def test_what_has_changed_is_sent_at_once(site: Site, etag: str) -> None:
    site.title_first_post("After")
    reply = site.ask("/posts/first/", If_None_Match=etag)
    assert (reply.status, b"After" in reply.body) == (200, True)
    site.title_first_post("Before")


def test_what_a_browser_has_of_another_page_does_not_count(site: Site, etag: str) -> None:
    assert site.ask("/", If_None_Match=etag).status == 200
    assert site.ask("/posts/first/", If_None_Match=etag, Accept_Encoding="gzip").status == 200
    assert site.ask("/posts/first/", If_None_Match=etag, Accept_Language="zh-Hans").status == 200
    assert site.ask("/posts/none/", If_None_Match=etag).status == 404
    assert site.ask("/posts/first/", "POST", If_None_Match=etag).status in (403, 405)


def test_a_query_that_means_nothing_is_the_same_page(site: Site, etag: str) -> None:
    assert site.ask("/posts/first/?utm_source=x", If_None_Match=etag).status == 304


def test_whoever_is_signed_in_is_asked_for_by_name(site: Site, etag: str) -> None:
    reply = site.ask("/posts/first/", If_None_Match=etag, Cookie="sessionid=abc")
    assert reply.headers["Cache-Control"].startswith("private")


def test_requests_follow_each_other_over_one_connection(site: Site, etag: str) -> None:
    line = site.connect()
    statuses = [
        site.ask("/posts/first/", connection=line, **headers).status
        for headers in ({"If_None_Match": etag}, {}, {"If_None_Match": etag}, {"If_None_Match": '"x"'})
    ]
    assert statuses == [304, 200, 304, 200]


def test_a_connection_that_is_to_end_ends(site: Site, etag: str) -> None:
    reply = site.ask("/posts/first/", If_None_Match=etag, Connection="close")
    assert (reply.status, reply.headers["Connection"]) == (304, "close")


@pytest.mark.parametrize("request_line", ["GET /posts/first/ HTTP/1.0", "GET /posts/first/ HTTP/1.1"])
@pytest.mark.parametrize("more", ["", "Content-Length: 3\r\n", "Expect: 100-continue\r\n"])
def test_unusual_requests_are_answered_by_gunicorns_rules(site: Site, etag: str, request_line: str, more: str) -> None:
    line = socket.create_connection(site.address, timeout=30)
    body = "abc" if "Length" in more else ""
    head = f"{request_line}\r\nHost: 127.0.0.1\r\nIf-None-Match: {etag}\r\n{more}Connection: close\r\n\r\n{body}"
    line.sendall(head.encode())
    received = b"".join(iter(lambda: line.recv(65536), b""))
    assert b" 304 Not Modified\r\n" in received
