"""The pages of each list contain all its posts, in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.paginator import Paginator
from django.utils import timezone

from notes.listings import listing, posts
from notes.models import Post, Series, Tag, TaggedPost
from tests.factories import make_series, make_tag, make_user

pytestmark = pytest.mark.django_db

POSTS = 60
TODAY = timezone.now()
A_YEAR = (TODAY - timedelta(days=3)).year


@pytest.fixture(autouse=True)
def close_bookmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bookmarks so close to each other that every page in the middle starts at one."""
    monkeypatch.setattr(listing, "MAX_OFFSET", 10)


@pytest.fixture
def author() -> User:
    return make_user()


@pytest.fixture(autouse=True)
def site(author: User) -> None:
    """Posts of which several have the same moment, some are pinned, some not published, and some in a series twice."""
    other, series, tag = make_user(), make_series(), make_tag()
    days = [{5: None, 6: -1 - number // 20}.get(number % 11, number // 4) for number in range(POSTS)]
    posts = Post.objects.bulk_create(
        Post(
            title=f"Note {number}",
            slug=f"note-{number}",
            author=author if number % 7 == 0 else other,
            published_at=None if ago is None else TODAY - timedelta(days=ago),
            pinned=number % 3 == 0,
            series=series if number % 5 else None,
            series_position=number // 3 if number % 5 else None,
        )
        for number, ago in enumerate(days)
    )
    TaggedPost.objects.bulk_create(
        TaggedPost(tag=tag, content_object=post, published_at=post.published_at)
        for number, post in enumerate(posts)
        if number % 4
    )


def newest(post: Post) -> tuple[Any, ...]:
    return (post.published_at is None, post.published_at or TODAY, post.pk)


def pinned_first(post: Post) -> tuple[Any, ...]:
    return post.pinned, *newest(post)


LISTINGS: dict[str, tuple[Callable[[Any], Any], Callable[[Post], bool], Callable[[Post], Any]]] = {
    "front page": (posts.front_page, lambda post: True, pinned_first),
    "newest": (lambda user: posts.newest(user, posts.for_titles()), lambda post: True, newest),
    "year": (
        lambda user: posts.newest(user, posts.for_titles(), year=A_YEAR),
        lambda post: post.published_at is not None and post.published_at.year == A_YEAR,
        newest,
    ),
    "tag": (
        lambda user: posts.of_tag(user, Tag.objects.get(), posts.for_cards()),
        lambda post: post.tags.exists(),
        newest,
    ),
}


@pytest.mark.parametrize("per_page", [1, 7, 12, 100])
@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("name", LISTINGS)
def test_pages_concatenate_to_the_list(author: User, name: str, signed_in: bool, per_page: int) -> None:
    reader = author if signed_in else AnonymousUser()
    make, is_listed, order = LISTINGS[name]
    expected = sorted(filter(is_listed, Post.objects.visible_to(reader)), key=order, reverse=True)
    assert pages(make(reader), per_page) == expected


@pytest.mark.parametrize("per_page", [1, 7, 12, 100])
@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_of_a_series_concatenate_to_the_series(author: User, signed_in: bool, per_page: int) -> None:
    reader = author if signed_in else AnonymousUser()
    series = Series.objects.get()
    expected = list(Post.objects.visible_to(reader).filter(series=series).in_series_order())
    assert pages(posts.of_series(reader, series, posts.for_cards()), per_page) == expected


def pages(listing: Any, per_page: int) -> list[Post]:
    paginator = Paginator(listing, per_page)
    found = [list(paginator.page(number).object_list) for number in paginator.page_range]
    assert [len(page) for page in found[:-1]] == [per_page] * (len(found) - 1)
    return [post for page in found for post in page]
