"""The previous and the next post, by time and in a series."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from notes.listings.neighbours import by_publication, in_series, previous_and_next
from notes.models import Post
from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db


def test_previous_and_next_are_published_posts_by_time() -> None:
    author = make_author()
    old = make_post("Old", published_at=days_ago(9))
    middle = make_post("Middle", published_at=days_ago(5))
    new = make_post("New", published_at=days_ago(1))
    make_post("Draft", author=author, published_at=None)
    make_post("Scheduled", author=author, published_at=days_ago(-1))
    assert neighbours(middle) == (old, new)
    assert (neighbours(old)[0], neighbours(new)[1]) == (None, None)


def test_posts_published_at_the_same_time_are_ordered_by_primary_key() -> None:
    moment = days_ago(2)
    first, second = make_post(published_at=moment), make_post(published_at=moment)
    assert neighbours(first)[1] == second
    assert neighbours(second)[0] == first


def test_previous_and_next_in_a_series_are_visible_to_the_reader() -> None:
    author, series = make_author(), make_series()
    first = make_post(series=series, series_position=1, published_at=days_ago(1))
    draft = make_post(series=series, series_position=2, published_at=None, author=author)
    last = make_post(series=series, series_position=3, published_at=days_ago(9))
    visitor = AnonymousUser()
    assert previous_and_next(first, visitor, [in_series(series.pk, visitor)]) == [(None, last)]
    assert previous_and_next(first, author, [in_series(series.pk, author)]) == [(None, draft)]
    orderings = [by_publication(), in_series(series.pk, author)]
    assert previous_and_next(last, author, orderings) == [(None, first), (draft, None)]


def neighbours(post: Post) -> tuple[Post | None, Post | None]:
    (found,) = previous_and_next(post, AnonymousUser(), [by_publication()])
    return found
