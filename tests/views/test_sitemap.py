"""What search engines are told."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client

from notes.models import Post
from tests.factories import days_ago, make_post, make_series

pytestmark = pytest.mark.django_db


def located(client: Client, address: str = "/sitemap.xml") -> list[str]:
    """The addresses that a sitemap gives, those of its parts in their place."""
    found = []
    for place in ElementTree.fromstring(client.get(address).content):
        path = (place.findtext("{*}loc") or "").removeprefix("http://testserver")
        found += located(client, path) if place.tag.endswith("}sitemap") else [path]
    return found


def changed(client: Client, part: str) -> dict[str, date]:
    """The addresses of a part, each with the day of its last change."""
    source_map = ElementTree.fromstring(client.get(f"/sitemap-{part}.xml").content)
    return {
        (place.findtext("{*}loc") or "").removeprefix("http://testserver"): date.fromisoformat(
            place.findtext("{*}lastmod") or ""
        )
        for place in source_map
    }


def test_the_sitemap_lists_what_is_public(client: Client) -> None:
    make_post("Shown", tags=["shown-tag"], series=make_series("Shown series"))
    make_post("Hidden", tags=["hidden-tag"], series=make_series("Hidden series"), published_at=None)
    found = located(client)
    lists = {"/", "/archive/", "/tags/", "/series/"}
    assert set(found) == lists | {"/posts/shown/", "/tags/shown-tag/", "/series/shown-series/"}
    assert len(found) == len(set(found))


def test_says_when_posts_and_series_last_changed(client: Client) -> None:
    published_at, moment = days_ago(9), days_ago(2)
    make_post("Shown", series=make_series("Flows"), published_at=published_at)
    Post.objects.update(updated_at=moment)
    assert changed(client, "posts") == {"/posts/shown/": moment.date()}
    assert changed(client, "series") == {"/series/flows/": published_at.date()}


def test_the_index_names_no_time_that_it_would_have_to_look_up(client: Client) -> None:
    make_post("Shown")
    assert b"lastmod" not in client.get("/sitemap.xml").content


def test_an_unknown_part_is_not_found(client: Client) -> None:
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_the_sitemap_lists_every_post_however_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.sitemaps.Section.limit", 3)
    paths = [make_post(f"Note {number}").get_absolute_url() for number in range(8)]
    found = located(client)
    assert sorted(path for path in found if path.startswith("/posts/")) == paths


def test_a_scheduled_post_does_not_date_its_series(client: Client) -> None:
    series = make_series()
    published = make_post(series=series)
    make_post(series=series, published_at=days_ago(-3))
    (place,) = ElementTree.fromstring(client.get("/sitemap-series.xml").content)
    assert place.findtext("{*}lastmod") == published.published_on


def test_robots_find_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode()


def test_health_checks_pass(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
