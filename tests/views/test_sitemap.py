"""What search engines are told."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_post, make_series

pytestmark = pytest.mark.django_db


def test_the_sitemap_lists_what_is_public(client: Client) -> None:
    make_post("Shown", tags=["shown-tag"], series=make_series("Shown series"))
    make_post("Hidden", tags=["hidden-tag"], series=make_series("Hidden series"), published_at=None)
    xml = client.get("/sitemap.xml").content.decode()
    for path in ("/posts/shown/", "/tags/shown-tag/", "/series/shown-series/", "/archive/"):
        assert f"http://testserver{path}</loc>" in xml
    assert "hidden" not in xml


def test_robots_find_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode()


def test_health_checks_pass(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
