"""Readers are answered while authors keep a process busy, by gunicorn with the site's own configuration."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import pytest

from notes.heavy_requests import MAX_HEAVY_REQUESTS

HOLD = "hold this text"
THREADS = 4
PATIENCE_S = 60
"""Only a test that fails waits this long."""

SETTING_UP = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
from tests.factories import make_author, make_post
make_post("Note", tags=["GAN"])
client = Client()
client.force_login(make_author())
print(client.cookies["sessionid"].value)
"""


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    address: tuple[str, int]
    session: str
    held_while: Path

    def get(self, path: str) -> Reply:
        return self._ask("GET", path)

    def preview(self, content: str, language: str = "en") -> Reply:
        body = urlencode({"content": content, "title": "", "language": "en"})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.session}; csrftoken={'c' * 32}; django_language={language}",
            "X-CSRFToken": "c" * 32,
        }
        return self._ask("POST", "/admin/editor/preview/", body, headers)

    def _ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Reply:
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE_S)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        reply = Reply(response.status, dict(response.getheaders()), response.read())
        connection.close()
        return reply


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    held_while = tmp_path / "held"
    held_while.touch()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
        "CACHE_URL": "",
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": str(THREADS),
        "HELD_WHILE": str(held_while),
    }
    session = subprocess.check_output([sys.executable, "-c", SETTING_UP], env=environment, text=True).strip()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = listener.fileno()
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--config",
            "python:site_config.gunicorn",
            "--log-level",
            "warning",
        ]
        server = subprocess.Popen(
            [*command, "--bind", f"fd://{number}", "tests.views.held_previews"], env=environment, pass_fds=[number]
        )
        try:
            yield Site(listener.getsockname(), session, held_while)
        finally:
            held_while.unlink(missing_ok=True)
            server.terminate()
            server.wait(PATIENCE_S)


def test_pages_are_answered_while_previews_take_their_time(site: Site) -> None:
    cached = site.get("/posts/note/")
    with ThreadPoolExecutor(3 * THREADS) as pool:
        previews = {pool.submit(site.preview, f"{HOLD} {number}") for number in range(2 * THREADS)}
        refused = answered(previews, len(previews) - MAX_HEAVY_REQUESTS)
        assert {(reply.status, reply.headers["Retry-After"]) for reply in refused} == {(429, "1")}
        assert "busy" in json.loads(refused[0].body)["message"]
        assert "忙" in json.loads(site.preview("x", language="zh-hans").body)["message"]

        assert site.get("/posts/note/").body == cached.body
        assert [site.get(path).status for path in ("/", "/tags/gan/", "/feed/", "/healthz")] == [200] * 4
        running = [preview for preview in previews if not preview.done()]
        assert len(running) == MAX_HEAVY_REQUESTS

        site.held_while.unlink()
        assert {preview.result(PATIENCE_S).status for preview in running} == {200}
    assert site.preview("x").status == 200


def answered(previews: set[Future[Reply]], count: int) -> list[Reply]:
    """The first so many replies."""
    return [preview.result() for preview in islice(as_completed(previews, PATIENCE_S), count)]
