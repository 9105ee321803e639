"""A series in the admin, with its posts in order."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from notes.models import Post, Series
from tests.factories import make_author, make_post, make_series, make_superuser

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client) -> User:
    author = make_author()
    client.force_login(author)
    return author


def address(series: Series, name: str = "change") -> str:
    return reverse(f"admin:notes_series_{name}", args=[series.pk])


def fields_of(series: Series, *posts: Post, **values: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": series.title,
        "slug": series.slug,
        "description": "",
        "version": Series.objects.get(pk=series.pk).version,
        "posts-TOTAL_FORMS": len(posts),
        "posts-INITIAL_FORMS": len(posts),
    }
    for number, post in enumerate(posts):
        fields |= {
            f"posts-{number}-id": post.pk,
            f"posts-{number}-series": series.pk,
            f"posts-{number}-series_position": post.series_position,
            f"initial-posts-{number}-series_position": post.series_position,
        }
    return fields | values


def test_posts_stand_in_order_with_their_state(client: Client, author: User) -> None:
    series = make_series()
    make_post(author=author, series=series, series_position=2, title="Second")
    make_post(author=author, series=series, series_position=1, title="First", published_at=None)
    page = client.get(address(series)).content.decode()
    assert page.index("First") < page.index("Second")
    assert "state-draft" in page


def test_drafts_of_others_are_not_among_them(client: Client, author: User) -> None:
    series = make_series()
    make_post(series=series, title="A secret title", published_at=None)
    published = make_post(series=series, title="Published")
    page = client.get(address(series)).content.decode()
    assert "A secret title" not in page
    assert f'href="{published.get_absolute_url()}"' in page
    client.force_login(make_superuser())
    assert "A secret title" in client.get(address(series)).content.decode()


def test_the_order_can_be_changed(client: Client, author: User) -> None:
    series = make_series()
    first, second = (make_post(author=author, series=series) for _ in range(2))
    swapped = {"posts-0-series_position": 2, "posts-1-series_position": 1}
    assert client.post(address(series), fields_of(series, first, second, **swapped)).status_code == 302
    assert list(series.posts.in_series_order()) == [second, first]


def test_a_post_that_is_taken_out_stays(client: Client, author: User) -> None:
    series = make_series()
    post = make_post(author=author, series=series, body="My text")
    client.post(address(series), fields_of(series, post, **{"posts-0-remove": "on"}))
    post.refresh_from_db()
    assert (post.series, post.series_position, post.body) == (None, None, "My text")


def test_the_rows_write_nothing_but_the_place(client: Client, author: User) -> None:
    series = make_series()
    post = make_post(author=author, series=series)
    fields = fields_of(series, post, **{"posts-0-series_position": 5, "posts-0-title": "x", "posts-0-body": "x"})
    client.post(address(series), fields)
    after = Post.objects.get()
    assert (after.series_position, after.title, after.body) == (5, post.title, post.body)


def test_a_hidden_draft_cannot_be_moved(client: Client, author: User) -> None:
    series = make_series()
    hidden = make_post(series=series, published_at=None)
    make_post(series=series)
    client.post(address(series), fields_of(series, hidden, **{"posts-0-remove": "on"}))
    hidden.refresh_from_db()
    assert hidden.series == series


def test_rows_cost_no_queries(client: Client, author: User, django_assert_max_num_queries: Any) -> None:
    series = make_series()
    for _ in range(9):
        make_post(author=author, series=series)
    with django_assert_max_num_queries(9):
        client.get(address(series))


def test_deleting_a_series_keeps_its_posts_and_names_none(client: Client, author: User) -> None:
    series = make_series()
    hidden = make_post(series=series, title="A secret title", published_at=None)
    make_post(series=series)
    assert "A secret title" not in client.get(address(series, "delete")).content.decode()
    client.post(address(series, "delete"), {"post": "yes"})
    hidden.refresh_from_db()
    assert hidden.series is None
