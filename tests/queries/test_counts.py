"""How many questions each page asks, whatever the number of posts, tags and links."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notes.models import Post, Series
from notes.page_cache.cache_control import CONTENT_VERSION, EXPIRES
from tests.factories import days_ago, make_author, make_post, make_series
from tests.queries.asking import statements

pytestmark = pytest.mark.django_db

MOST = {
    "/": 4,
    "/?page=2": 4,
    "/tags/": 4,
    "/tags/common/": 4,
    "/series/": 4,
    "/series/long/": 4,
    "/archive/": 4,
    "/archive/?year={year}": 4,
    "/feed/": 4,
    "/tags/common/feed/": 4,
    "/series/long/feed/": 4,
    "/sitemap.xml": 4,
    "/sitemap-posts.xml": 4,
    "/posts/first/": 6,
    "/posts/first.md": 4,
}
SIGNING_IN = 2
"""The session and its user."""


def more_posts(count: int) -> None:
    """Posts that are in everything and link to each other and to the first."""
    series, _is_new = Series.objects.get_or_create(title="Long")
    for _ in range(count):
        post = make_post(
            tags=["common", f"tag {count}", "other"], series=series, body="[[first#part]] [[note]] [[two]]"
        )
        Post.objects.filter(pk=post.pk).update(body=f"{post.body} [[{post.slug}]]")


@pytest.fixture
def year() -> int:
    make_post("First", slug="first", tags=["common", "one"], series=make_series("Long"), body="## Part\n\n[[two]]")
    more_posts(14)
    return days_ago(1).year


@pytest.mark.parametrize("address", MOST)
def test_a_page_asks_as_much_of_many_posts_as_of_few(client: Client, year: int, address: str) -> None:
    before = len(statements(client, address.format(year=year)))
    assert before <= MOST[address]
    more_posts(14)
    cache.clear()
    assert len(statements(client, address.format(year=year))) == before


@pytest.mark.parametrize("address", MOST)
def test_signing_in_adds_the_session_and_the_user(client: Client, year: int, address: str) -> None:
    author = make_author()
    for _ in range(3):
        make_post(author=author, published_at=None, tags=["common"], series=Series.objects.get())
    client.force_login(author)
    assert len(statements(client, address.format(year=year))) <= MOST[address] + SIGNING_IN


def test_a_post_in_a_series_too_long_to_list_asks_no_more(
    client: Client, year: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes.listings.neighbours.MAX_NAV_POSTS", 5)
    assert len(statements(client, "/posts/first/")) <= MOST["/posts/first/"]


@pytest.mark.parametrize(
    "address", ["/", "/tags/common/", "/series/long/", "/archive/", "/feed/", "/sitemap-posts.xml"]
)
def test_lists_load_no_texts(client: Client, year: int, address: str) -> None:
    for statement in statements(client, address):
        assert '"notes_post"."body"' not in statement.sql
        assert '"notes_rendering"."html"' not in statement.sql


@pytest.mark.parametrize("address", MOST)
def test_the_first_page_after_a_change_asks_no_more_than_it_may(client: Client, year: int, address: str) -> None:
    address = address.format(year=year)
    statements(client, address)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        # As the page cache asks, which wants to know how long the page stays right.
        assert client.get(address, **{CONTENT_VERSION: "a-version", EXPIRES: None}).status_code == 200  # type: ignore[arg-type]
    assert len(asked) <= MOST[address.replace(str(year), "{year}")]
