"""What an author is shown is remembered for nobody else. Values shared by all readers are kept only outside of
transactions, so these tests commit what they write."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import F
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from notes import content_version, urls
from notes.models import Post
from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "Hidden"
"""Stands in every title, tag, series and text that only the author may see."""


@pytest.fixture
def author() -> User:
    return make_author(first_name="Ada", last_name="Author")


@pytest.fixture
def contributor() -> User:
    """An author whose unpublished notes are all in places that visitors find too."""
    return make_author(first_name="Bob", last_name="Author")


@pytest.fixture
def addresses(author: User, contributor: User) -> list[str]:
    """Every kind of public address, over published notes that an author's unpublished ones surround."""
    shared = make_series("Shared")
    unpublished = make_series(f"{SECRET} series", slug="hidden-series")
    for number in range(14):
        make_post(f"Public {number}", slug=f"public-{number}", tags=["common"], published_at=days_ago(20 + number),
                  series=shared if number < 4 else None, series_position=2 * number)  # fmt: skip
    make_post("Linking", slug="linking", body="[[hidden-draft]] [[public-1#part]]", published_at=days_ago(3),
              tags=["common"], pinned=True)  # fmt: skip
    in_a_year = timezone.now() + timedelta(days=400)
    private: list[dict[str, Any]] = [
        {"published_at": None, "slug": "hidden-draft", "series": shared, "series_position": 1, "pinned": True},
        {"published_at": timezone.now() + timedelta(days=2), "series": shared, "series_position": 3},
        {"published_at": in_a_year, "series": unpublished},
        {"published_at": None, "series": unpublished},
    ]
    for number, values in enumerate(private):
        make_post(f"{SECRET} {number}", author=author, tags=["common", f"{SECRET} tag"],
                  body=f"{SECRET} text [[public-1]]", summary=f"{SECRET} summary", **values)  # fmt: skip
    make_post(f"{SECRET} of Bob", author=contributor, tags=["common"], series=shared, published_at=None)
    return [
        "/", "/?page=2", "/posts/public-1/", "/posts/public-0/", "/posts/linking/", "/posts/public-1.md",
        "/posts/hidden-draft/", "/posts/hidden-draft.md", "/tags/", "/tags/common/", "/tags/common/?page=2",
        "/tags/hidden-tag/", "/series/", "/series/shared/", "/series/hidden-series/", "/archive/", "/feed/",
        "/tags/common/feed/", "/tags/hidden-tag/feed/", "/series/shared/feed/", "/series/hidden-series/feed/",
        "/sitemap.xml", "/sitemap-posts.xml", "/sitemap-tags.xml", "/sitemap-series.xml", "/robots.txt", "/healthz",
    ]  # fmt: skip


def test_every_public_page_is_among_the_addresses(addresses: list[str]) -> None:
    visited = {resolve(address.partition("?")[0]).url_name for address in addresses}
    assert {pattern.name for pattern in urls.urlpatterns} <= visited


@pytest.mark.parametrize("writer", ["author", "contributor"])
def test_a_visitor_gets_the_same_bytes_after_an_author_as_before(
    writer: str, addresses: list[str], request: pytest.FixtureRequest
) -> None:
    before = visit(Client(), addresses)
    clear_cache()
    visit(signed_in(request.getfixturevalue(writer)), addresses)
    after = visit(Client(), addresses)
    assert after == before
    assert [address for address, (_status, body) in after.items() if SECRET.encode() in body] == []


OWN = {
    "/": "Hidden 0",
    "/posts/hidden-draft/": "Hidden text",
    "/posts/hidden-draft.md": "Hidden text",
    "/posts/public-1/": "Hidden 1",
    "/tags/": "Hidden tag",
    "/tags/common/": "Hidden 0",
    "/tags/hidden-tag/": "Hidden 0",
    "/series/": "Hidden series",
    "/series/shared/": "Hidden 1",
    "/series/hidden-series/": "Hidden 3",
    "/archive/": "Hidden 0",
}
"""What the author finds of their own unpublished notes, and where."""


def test_an_author_gets_the_same_bytes_after_a_visitor_as_before(author: User, addresses: list[str]) -> None:
    client = signed_in(author)
    before = visit(client, addresses)
    clear_cache()
    visit(Client(), addresses)
    assert visit(client, addresses) == before
    assert {address: text for address, text in OWN.items() if text not in before[address][1].decode()} == {}


def test_an_author_sees_their_drafts_in_a_series_after_a_visitor(contributor: User, addresses: list[str]) -> None:
    visit(Client(), addresses)
    seen = visit(signed_in(contributor), addresses)
    for address in ("/series/", "/series/shared/", "/posts/public-1/"):
        assert "Hidden of Bob" in seen[address][1].decode(), address


def test_another_author_sees_what_a_visitor_sees(author: User, addresses: list[str]) -> None:
    visit(signed_in(author), addresses)
    seen = visit(signed_in(make_author()), addresses)
    assert [address for address, (_status, body) in seen.items() if SECRET.encode() in body] == []


def test_a_note_in_a_long_series_shows_a_visitor_no_unpublished_neighbours(
    author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes.listings.neighbours.MAX_NAV_POSTS", 2)
    series = make_series("Long")
    for number in range(5):
        make_post(f"Part {number}", slug=f"part-{number}", series=series, series_position=2 * number)
        make_post(f"{SECRET} {number}", author=author, series=series, series_position=2 * number + 1, published_at=None)
    for client in (signed_in(author), Client(), signed_in(author)):
        page = client.get("/posts/part-2/").content.decode()
        assert (SECRET in page) == ("_auth_user_id" in client.session)


def visit(client: Client, addresses: list[str]) -> dict[str, tuple[int, bytes]]:
    """Status and body of each page, while values are remembered."""
    assert content_version.get() is not None
    found = {}
    for address in addresses:
        response = client.get(address)
        found[address] = (response.status_code, b"".join(response) if response.streaming else response.content)
    return found


def clear_cache() -> None:
    """Makes what was remembered so far old, as any change does."""
    cache.clear()
    Post.objects.update(title=F("title"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
