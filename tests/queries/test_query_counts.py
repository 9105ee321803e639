"""The number of queries per page does not depend on the number of posts, tags and links."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notes.models import Post, Series
from notes.page_cache.cache_control import CONTENT_VERSION, EXPIRES
from tests.factories import days_ago, make_author, make_post, make_series
from tests.queries.statements import statements

pytestmark = pytest.mark.django_db

MAX_QUERIES = {
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
LOGIN_QUERIES = 2
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


@pytest.mark.parametrize("address", MAX_QUERIES)
def test_query_count_does_not_grow_with_posts(client: Client, year: int, address: str) -> None:
    before = len(statements(client, address.format(year=year)))
    assert before <= MAX_QUERIES[address]
    more_posts(14)
    cache.clear()
    assert len(statements(client, address.format(year=year))) == before


@pytest.mark.parametrize("address", MAX_QUERIES)
def test_logging_in_adds_two_queries(client: Client, year: int, address: str) -> None:
    author = make_author()
    for _ in range(3):
        make_post(author=author, published_at=None, tags=["common"], series=Series.objects.get())
    client.force_login(author)
    assert len(statements(client, address.format(year=year))) <= MAX_QUERIES[address] + LOGIN_QUERIES


def test_query_count_of_a_post_in_a_long_series(client: Client, year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.listings.neighbours.MAX_NAV_POSTS", 5)
    assert len(statements(client, "/posts/first/")) <= MAX_QUERIES["/posts/first/"]


@pytest.mark.parametrize(
    "address", ["/", "/tags/common/", "/series/long/", "/archive/", "/feed/", "/sitemap-posts.xml"]
)
def test_lists_do_not_load_bodies(client: Client, year: int, address: str) -> None:
    executed = statements(client, address)
    assert any('FROM "notes_post"' in statement.sql for statement in executed)
    for statement in executed:
        assert '"notes_post"."body"' not in statement.sql
        assert '"notes_rendering"."html"' not in statement.sql


@pytest.mark.parametrize("address", MAX_QUERIES)
def test_query_count_of_the_first_page_after_a_change(client: Client, year: int, address: str) -> None:
    address = address.format(year=year)
    statements(client, address)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        # As the page cache requests it: with the time until which the page is valid.
        assert client.get(address, **{CONTENT_VERSION: "a-version", EXPIRES: None}).status_code == 200  # type: ignore[arg-type]
    assert len(queries) <= MAX_QUERIES[address.replace(str(year), "{year}")]
