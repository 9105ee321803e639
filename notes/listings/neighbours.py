"""The previous and the next post, in several orderings by one query, and the navigation of a series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Subquery

from notes import content_version
from notes.listings.ordering import SERIES_COLUMNS, Ordering, sort_key
from notes.models import Post, Series
from notes.models.visibility import Reader

MAX_NAV_POSTS = 100
"""How many posts a series may have for the pages of its posts to list them all."""

LINK_COLUMNS = ("pk", "title", "slug", "language")
"""What a link to a post shows."""

PreviousAndNext = tuple[Post | None, Post | None]


def by_publication() -> Ordering:
    # All posts, since a condition on time would make SQLite read all of them. If the next post is scheduled, no later
    # one is published.
    posts = Post.objects.order_by("published_at", "pk")
    return Ordering(posts, ("published_at", "pk"), is_ascending=True, contains=lambda post: post.is_published)


def in_series(series: int, reader: Reader) -> Ordering:
    """The posts of the series with this primary key that the reader may see."""
    posts = Post.objects.visible_to(reader).filter(series=series).order_by(*SERIES_COLUMNS)
    return Ordering(posts, SERIES_COLUMNS, is_ascending=True, contains=lambda post: post.series_id == series)


def previous_and_next(post: Post, reader: Reader, orderings: Sequence[Ordering]) -> list[PreviousAndNext]:
    """For each of these ascending orderings, the posts before and after this one that the reader may see."""
    keys: list[Any] = []
    for ordering in orderings:
        values = ordering.values_of(post)
        before, after = ordering.compare("<", values).reverse(), ordering.compare(">", values)
        keys += [Subquery(posts.values("pk")[:1]) for posts in (before, after)]
    found = list(Post.objects.visible_to(reader).filter(pk__in=keys).for_linking()) if keys else []
    return [_adjacent(post, ordering, found) for ordering in orderings]


def rank_in_series(post: Post, series: int, reader: Reader) -> int:
    """The position of the post, from 1, among the posts of the series that this reader may see."""
    ordering = in_series(series, reader)
    count: int = ordering.compare("<", ordering.values_of(post)).count()
    return count + 1


def series_nav(reader: Reader, series: Series) -> list[Post] | None:
    """The posts of a series that this reader may see, in order; `None` if they are more than `MAX_NAV_POSTS`."""
    posts = Post.objects.visible_to(reader).filter(series=series).in_series_order()

    def find(fetch: content_version.Fetch) -> list[list[Any]]:
        return [*map(list, fetch(posts.values_list(*LINK_COLUMNS)[: MAX_NAV_POSTS + 1]))]

    found = find(list) if reader.is_authenticated else content_version.memoize(f"series:{series.pk}:nav", find)
    return [linked_post(values) for values in found] if len(found) <= MAX_NAV_POSTS else None


def linked_post(values: Sequence[Any]) -> Post:
    """A post with the values of `LINK_COLUMNS`, to link to."""
    return Post(**dict(zip(LINK_COLUMNS, values, strict=True)))


def _adjacent(post: Post, ordering: Ordering, found: Sequence[Post]) -> PreviousAndNext:
    position = sort_key(ordering.values_of(post))
    posts = {sort_key(ordering.values_of(other)): other for other in found if ordering.contains(other)}
    previous = max((key for key in posts if key < position), default=None)
    following = min((key for key in posts if key > position), default=None)
    return posts[previous] if previous else None, posts[following] if following else None
