"""Constraints of posts, and what saving a post does."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from notes.models import Post
from tests.factories import make_post, make_series

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"slug": ""}, {"language": "xx"}, {"series_id": None, "series_position": 3}]
)
def test_check_constraints_reject(wrong: dict[str, object]) -> None:
    post = make_post(series=make_series())
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(**wrong)


def test_slugs_are_unique() -> None:
    make_post(slug="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_post(slug="same")


def test_new_post_of_a_series_comes_last() -> None:
    series = make_series()
    assert [make_post(series=series).series_position for _ in range(3)] == [1, 2, 3]


def test_leaving_a_series_clears_the_position() -> None:
    post = make_post(series=make_series())
    post.series = None
    post.save()
    post.refresh_from_db()
    assert post.series_position is None


def test_deleting_a_series_keeps_its_posts() -> None:
    series = make_series()
    post = make_post(series=series)
    series.delete()
    post.refresh_from_db()
    assert (post.series, post.series_position) == (None, None)


def test_in_series_order() -> None:
    series = make_series()
    last = make_post(series=series, series_position=9)
    first = make_post(series=series, series_position=2)
    assert list(series.posts.in_series_order()) == [first, last]


def test_linked_from_follows_the_body() -> None:
    target, other = make_post("Target"), make_post("Other")
    source = make_post("Source", body="See [[target]] and [[missing]].")
    assert list(target.linked_from()) == [source]
    source.body = "See [[other]]."
    source.save()
    assert list(target.linked_from()) == []
    assert list(other.linked_from()) == [source]


def test_linked_from_includes_links_to_former_slugs() -> None:
    target = make_post("Target")
    source = make_post("Source", body="See [[target]].")
    target.slug = "goal"
    target.save()
    assert list(target.linked_from()) == [source]
