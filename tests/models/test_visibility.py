"""The visibility rule: which posts a reader may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from notes.models import Post, Series, Tag
from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db


def test_hides_drafts_and_scheduled_posts_from_visitors() -> None:
    published = make_post()
    make_post(published_at=None)
    make_post(published_at=days_ago(-1))
    assert list(Post.objects.visible_to(AnonymousUser())) == [published]
    assert list(Post.objects.published()) == [published]


def test_authors_see_only_their_own_drafts() -> None:
    author, other = make_author(), make_author()
    draft = make_post(author=author, published_at=None)
    scheduled = make_post(author=author, published_at=days_ago(-1))
    make_post(author=other, published_at=None)
    assert set(Post.objects.visible_to(author)) == {draft, scheduled}


def test_superusers_see_no_other_authors_drafts() -> None:
    keeper = make_author(is_superuser=True)
    make_post(published_at=None)
    assert not Post.objects.visible_to(keeper).exists()


def test_state_follows_from_the_publication_time() -> None:
    published, draft, scheduled = make_post(), make_post(published_at=None), make_post(published_at=days_ago(-1))
    assert [post.is_published for post in (published, draft, scheduled)] == [True, False, False]
    assert [post.is_scheduled for post in (published, draft, scheduled)] == [False, False, True]


def test_publish_keeps_the_time_of_a_published_post() -> None:
    published, scheduled = make_post(published_at=days_ago(3)), make_post(published_at=days_ago(-3))
    before = published.published_at
    published.publish()
    scheduled.publish()
    assert published.published_at == before
    assert scheduled.is_published


def test_tags_and_series_count_visible_posts() -> None:
    author, series = make_author(), make_series()
    make_post(tags=["GAN"], series=series)
    make_post(tags=["GAN", "secret"], series=series, author=author, published_at=None)
    counts = {tag.name: tag.post_count for tag in Tag.objects.visible_to(AnonymousUser())}
    assert counts == {"GAN": 1}
    assert {tag.name: tag.post_count for tag in Tag.objects.visible_to(author)} == {"GAN": 2, "secret": 1}
    for_visitor: Any = Series.objects.visible_to(AnonymousUser()).get()
    for_author: Any = Series.objects.visible_to(author).get()
    assert (for_visitor.post_count, for_author.post_count) == (1, 2)
