"""A cache server that fails, or holds what is not ours, costs time and nothing else."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from django.conf import settings as site_settings
from pytest_django import Settings

from notes.content_version.redis_client import get_redis_client
from notes.content_version.version_store import RedisVersionStore
from notes.models import Post
from notes.page_cache.stores import RedisStore
from tests.factories import make_post
from tests.page_cache.conftest import Site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not site_settings.CACHE_LOCATION, reason="needs Redis: runs with CACHE_URL set"),
]


def test_renders_pages_without_redis(settings: Settings) -> None:
    make_post("Note")
    settings.CACHE_LOCATION = "redis://127.0.0.1:1"
    nowhere = get_redis_client.__wrapped__()
    assert nowhere is not None
    site = Site(RedisStore(RedisVersionStore(nowhere), nowhere))
    assert [site.get("/").status for _ in range(3)] == [200] * 3
    assert site.rendered == 3


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a Redis of the test's own, always on the same socket; what still runs at the end is ended."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("needs redis-server")
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        options = ["--port", "0", "--unixsocket", str(tmp_path / "redis"), "--save", "", "--daemonize", "no"]
        running.append(subprocess.Popen([program, *options], cwd=tmp_path, stdout=subprocess.DEVNULL))
        client = redis.Redis(unix_socket_path=str(tmp_path / "redis"))
        for _ in range(1000):
            with suppress(redis.RedisError):
                client.ping()
                return running[-1]
            time.sleep(0.01)
        pytest.fail("redis-server does not start")

    yield start
    for process in running:
        process.kill()
        process.wait()


def test_survives_a_restart_of_redis(
    server: Callable[[], subprocess.Popen[bytes]], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CACHE_LOCATION = f"unix://{tmp_path}/redis"
    client = get_redis_client.__wrapped__()
    assert client is not None
    versions = RedisVersionStore(client)
    monkeypatch.setattr("notes.content_version.get_version_store", lambda: versions)
    monkeypatch.setattr("notes.content_version.write_watch.get_version_store", lambda: versions)
    monkeypatch.setattr("notes.page_cache.stores.BACK_OFF_S", 0)
    process = server()
    site = Site(RedisStore(versions, client))
    post = make_post("Before")
    assert all(b"Before" in site.get("/").body for _ in range(3))
    process.kill()
    process.wait()
    assert all(b"Before" in site.get("/").body for _ in range(2))
    Post.objects.filter(pk=post.pk).update(title="After")
    assert all(b"After" in site.get("/").body for _ in range(2))
    server()
    assert all(b"After" in site.get("/").body for _ in range(3))
    rendered = site.rendered
    site.get("/")
    assert site.rendered == rendered


@pytest.mark.parametrize(
    "foreign", [b"", b"\x80\x04K*.", b"[]", b"[1, 2, 3, 4, 5]", b'["e", 1, "200 OK", [], "\\"x\\""]', b"x" * 99]
)
def test_ignores_damaged_entries(site: Site, foreign: bytes) -> None:
    make_post("Note")
    right = site.get("/").body
    client = get_redis_client()
    assert client is not None
    (key,) = client.scan_iter("lemma:page:*")
    client.set(key, foreign)
    assert site.get("/").body == right


def test_ignores_a_page_whose_body_was_modified(site: Site) -> None:
    make_post("Note")
    right = site.get("/").body
    client = get_redis_client()
    assert client is not None
    (key,) = client.scan_iter("lemma:page:*")
    stored = client.get(key)
    assert isinstance(stored, bytes)
    client.set(key, stored.replace(b"Note", b"Evil"))
    assert site.get("/").body == right


@pytest.mark.parametrize("foreign", [b"", b"1", b"{}", b"[]", b'"text"', b"\x80\x04K*.", pickle.dumps([print])])
def test_ignores_damaged_memoized_values(site: Site, foreign: bytes) -> None:
    make_post("Note", tags=["tag"])
    right = site.get("/tags/tag/").body
    client = get_redis_client()
    assert client is not None
    keys = [key for key in client.scan_iter("*") if b"content:" in key]
    assert keys
    for key in keys:
        client.set(key, foreign)
    for key in client.scan_iter("lemma:page:*"):
        client.delete(key)
    assert site.get("/tags/tag/").body == right


def test_survives_flushdb(site: Site) -> None:
    make_post("Note")
    right = site.get("/").body
    client = get_redis_client()
    assert client is not None
    client.flushdb()
    assert site.get("/").body == right
    rendered = site.rendered
    site.get("/")
    site.get("/")
    assert site.rendered <= rendered + 1


def test_survives_a_damaged_version(site: Site) -> None:
    client = get_redis_client()
    assert client is not None
    client.set(RedisVersionStore.KEY, b"a b c")
    make_post("Note")
    assert b"Note" in site.get("/").body
