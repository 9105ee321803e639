"""A cache server that fails, or holds what is not ours, costs time and nothing else."""

from __future__ import annotations

import pytest
from django.conf import settings as site_settings
from pytest_django import Settings

from notes.edition.ledgers import RedisLedger, redis_client
from notes.page_cache.stores import RedisStore
from tests.factories import make_post
from tests.page_cache.conftest import Site

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not site_settings.CACHE_LOCATION, reason="needs Redis: runs with CACHE_URL set"),
]


def test_pages_go_on_without_the_server(settings: Settings) -> None:
    make_post("Note")
    settings.CACHE_LOCATION = "redis://127.0.0.1:1"
    nowhere = redis_client.__wrapped__()
    assert nowhere is not None
    site = Site(RedisStore(RedisLedger(nowhere), nowhere))
    assert [site.get("/").status for _ in range(3)] == [200] * 3
    assert site.rendered == 3


@pytest.mark.parametrize(
    "foreign", [b"", b"\x80\x04K*.", b"[]\nbody", b'["e", 1, "200 OK", [], "\\"x\\""]\nbody', b"x" * 99]
)
def test_foreign_entries_are_ignored(site: Site, foreign: bytes) -> None:
    make_post("Note")
    right = site.get("/").body
    client = redis_client()
    assert client is not None
    for key in client.scan_iter("lemma:page:*"):
        client.set(key, foreign)
    assert site.get("/").body == right


def test_a_flushed_server_forgets_and_goes_on(site: Site) -> None:
    make_post("Note")
    right = site.get("/").body
    client = redis_client()
    assert client is not None
    client.flushdb()
    assert site.get("/").body == right
    rendered = site.rendered
    site.get("/")
    site.get("/")
    assert site.rendered <= rendered + 1


def test_a_ledger_with_nonsense_in_it_is_begun_anew(site: Site) -> None:
    client = redis_client()
    assert client is not None
    client.set(RedisLedger.KEY, b"a b c")
    make_post("Note")
    assert b"Note" in site.get("/").body
