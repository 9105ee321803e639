"""The posts on either side of one, in several orders by one query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Subquery

from notes.models.posts import Post, PostQuerySet
from notes.orm.row_values import compared

Sides = tuple[Post | None, Post | None]


@dataclass(frozen=True, slots=True)
class Order:
    """`posts` in ascending order of `columns`. `includes` tells whether a post that was found belongs to the order."""

    posts: PostQuerySet
    columns: tuple[str, ...]
    includes: Callable[[Post], bool]

    def place_of(self, post: Post) -> list[Any]:
        return [getattr(post, column) for column in self.columns]

    def number_of(self, post: Post) -> int:
        """Where the post comes among these, from 1."""
        return self.posts.filter(compared(Post, self.columns, "<", self.place_of(post))).count() + 1

    def ends(self, post: Post) -> list[Subquery]:
        """The keys of the post before and of the post after this one."""
        place = self.place_of(post)
        descending = [f"-{column}" for column in self.columns]
        before = self.posts.filter(compared(Post, self.columns, "<", place)).order_by(*descending)
        after = self.posts.filter(compared(Post, self.columns, ">", place)).order_by(*self.columns)
        return [Subquery(side.values("pk")[:1]) for side in (before, after)]

    def sides(self, post: Post, found: Sequence[Post]) -> Sides:
        here = _comparable(self.place_of(post))
        source_map = {_comparable(self.place_of(other)): other for other in found if self.includes(other)}
        before, after = [p for p in source_map if p < here], [p for p in source_map if p > here]
        return (source_map[max(before)] if before else None), (source_map[min(after)] if after else None)


def by_publication() -> Order:
    # Not only the published ones: SQLite would read all of them. If the next post is scheduled, no later one is out.
    return Order(Post.objects.all(), ("published_at", "pk"), lambda other: other.is_published)


def in_series(series: int, user: AbstractBaseUser | AnonymousUser) -> Order:
    posts = Post.objects.visible_to(user).filter(series=series)
    return Order(posts, ("series_position", "published_at", "pk"), lambda other: other.series_id == series)


def on_either_side(post: Post, user: AbstractBaseUser | AnonymousUser, orders: Sequence[Order]) -> list[Sides]:
    """For each order, the posts before and after this one that the reader may see."""
    ends: list[Any] = list(chain.from_iterable(order.ends(post) for order in orders))
    found = list(Post.objects.visible_to(user).filter(pk__in=ends).for_linking()) if ends else []
    return [order.sides(post, found) for order in orders]


def _comparable(place: Sequence[Any]) -> tuple[tuple[bool, Any], ...]:
    return tuple((value is None, value) for value in place)
