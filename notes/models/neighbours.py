"""The posts on either side of one, in several orders by one query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import Subquery

from notes.models.compiled import compiled
from notes.models.post_queries import PostQuerySet
from notes.models.posts import Post
from notes.models.rows import compared

Sides = tuple[Post | None, Post | None]


@dataclass(frozen=True, slots=True)
class Order:
    """Posts in the order of some columns: those that `posts` gives for some values, such as a series.

    `has` says of another post whether it stands in one order with a post.
    """

    posts: Callable[..., PostQuerySet]
    columns: tuple[str, ...]
    has: Callable[[Post, Post], bool]

    def place_of(self, post: Post) -> list[Any]:
        return [getattr(post, column) for column in self.columns]

    def ends(self, place: Sequence[Any], posts: PostQuerySet) -> list[Subquery]:
        """The keys of the post before and of the post after this place."""
        falling = [f"-{column}" for column in self.columns]
        before = posts.filter(compared(Post, self.columns, "<", place)).order_by(*falling)
        after = posts.filter(compared(Post, self.columns, ">", place)).order_by(*self.columns)
        return [Subquery(side.values("pk")[:1]) for side in (before, after)]

    def sides(self, post: Post, found: Sequence[Post]) -> Sides:
        here = _comparable(self.place_of(post))
        places = {_comparable(self.place_of(other)): other for other in found if self.has(post, other)}
        before, after = [p for p in places if p < here], [p for p in places if p > here]
        return (places[max(before)] if before else None), (places[min(after)] if after else None)


BY_PUBLICATION = Order(
    # Not only the published ones: SQLite would read all of them. If the next post is scheduled, no later one is out.
    Post.objects.all,
    ("published_at", "pk"),
    lambda _post, other: other.is_published,
)
IN_SERIES = Order(
    lambda series, author: Post.objects.readable_by(author).filter(series=series),
    ("series_position", "published_at", "pk"),
    lambda post, other: other.series_id == post.series_id,
)


def on_either_side(post: Post, orders: Mapping[Order, Sequence[Any]]) -> list[Sides]:
    """For each order, with the values of its posts, the post before and the post after this one."""
    places = [order.place_of(post) for order in orders]
    found = list(_ends(places, [*orders.values()], orders=tuple(orders))) if orders else []
    return [order.sides(post, found) for order in orders]


@compiled
def _ends(
    places: Sequence[Sequence[Any]], values: Sequence[Sequence[Any]], *, orders: tuple[Order, ...]
) -> PostQuerySet:
    ends = [order.ends(place, order.posts(*some)) for order, place, some in zip(orders, places, values, strict=True)]
    return Post.objects.filter(pk__in=list(chain.from_iterable(ends))).for_linking()


def _comparable(place: Sequence[Any]) -> tuple[tuple[bool, Any], ...]:
    return tuple((value is None, value) for value in place)
