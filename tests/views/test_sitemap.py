"""What search engines are told."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.factories import make_post, make_series

pytestmark = pytest.mark.django_db


def located(client: Client, address: str = "/sitemap.xml") -> list[str]:
    """The addresses that a sitemap gives, those of its parts in their place."""
    found = []
    for place in ElementTree.fromstring(client.get(address).content):
        path = (place.findtext("{*}loc") or "").removeprefix("http://testserver")
        found += located(client, path) if place.tag.endswith("}sitemap") else [path]
    return found


def test_the_sitemap_lists_what_is_public(client: Client) -> None:
    make_post("Shown", tags=["shown-tag"], series=make_series("Shown series"))
    make_post("Hidden", tags=["hidden-tag"], series=make_series("Hidden series"), published_at=None)
    found = located(client)
    assert {"/", "/archive/", "/posts/shown/", "/tags/shown-tag/", "/series/shown-series/"} < set(found)
    assert not any("hidden" in path for path in found)


def test_the_sitemap_lists_every_post_however_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.sitemaps.Part.limit", 3)
    paths = [make_post(f"Note {number}").get_absolute_url() for number in range(8)]
    found = located(client)
    assert sorted(path for path in found if path.startswith("/posts/")) == paths


def test_robots_find_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode()


def test_health_checks_pass(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
