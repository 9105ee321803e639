"""Posts in an order that an index has, of which the last page costs no more than the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from notes import content_version
from notes.models import Post, Series, Tag, TaggedPost
from notes.models.posts import PostQuerySet
from notes.models.tags import load_tags
from notes.orm.counts import number_of, one_row
from notes.orm.row_values import compared
from notes.render_cache.posts import load_or_render
from notes.render_cache.storage import valid_until

STEP = 1_000
"""Rows of the index that may be skipped to reach a page, in 0.1 ms. Further on, a mark memoized per content version is
nearer."""

VISITOR = AnonymousUser()

Reader = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Order:
    """Posts, or rows that each refer to one, in an order that an index has.

    `rows` is ordered by `columns`, which are all descending, or all ascending if `rises`; `key` is the column with the
    post's primary key. `rows` has a `visible_to`, which a listing applies.
    """

    rows: Any
    columns: tuple[str, ...]
    rises: bool = False
    key: str = "pk"


FRONT_PAGE = Order(Post.objects.order_by("-pinned", "-published_at", "-pk"), ("pinned", "published_at", "pk"))
NEWEST = Order(Post.objects.order_by("-published_at", "-pk"), ("published_at", "pk"))


class Listing:
    """The posts of an order that a reader may see, to be sliced like a list.

    The order is answered by an index alone; only the rows of a slice are then looked up, as `posts` loads them. What is
    remembered of the listing goes by `name`; without one, nothing is. Its `count` may be known already.
    """

    def __init__(
        self, name: str, order: Order, posts: PostQuerySet, user: Reader = VISITOR, *, count: int | None = None
    ) -> None:
        self._name = name
        self._order = order
        self._posts = posts.visible_to(user)
        self._rows = order.rows.visible_to(user)
        if count is not None:
            self._count = count

    def count(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return remembered_number(f"{self._name}:count" if self._name else "", self._rows)

    def __getitem__(self, part: slice) -> list[Post]:
        # The outer query has an order of its own only by sorting, which is done here.
        columns = ["pk" if column == self._order.key else column for column in self._order.columns]
        return sorted(
            self._posts.filter(pk__in=self._keys(part.start or 0, part.stop)),
            # A draft has no time: it comes after those of its place that have one.
            key=lambda post: [(getattr(post, name) is None, getattr(post, name)) for name in columns],
            reverse=not self._order.rises,
        )

    def _keys(self, start: int, stop: int) -> QuerySet[Any, Any]:
        """The keys of the posts from `start` to `stop`, read from the start, the end or a mark, whichever is near."""
        keys = self._rows.values(self._order.key)
        if stop <= STEP or not self._name:
            return keys[start:stop]  # type: ignore[no-any-return]
        if self._count - start <= STEP:
            return keys.reverse()[max(0, self._count - stop) : max(0, self._count - start)]  # type: ignore[no-any-return]
        mark = start - start % STEP
        found = content_version.memoize(f"{self._name}:{mark}", partial(self._place_at, mark))
        if found is None:
            return keys[start:stop]  # type: ignore[no-any-return]
        place = [datetime.fromisoformat(value) if isinstance(value, str) else value for value in found]
        return self._rows_from(place).values(self._order.key)[start - mark : stop - mark]  # type: ignore[no-any-return]

    def _rows_from(self, place: Sequence[Any]) -> Any:
        order = self._order
        # What comes after a mark in time is published as well; with both conditions, SQLite would read down from now.
        rows = order.rows if order.columns[0] == "published_at" else self._rows
        return rows.filter(compared(rows.model, order.columns, ">=" if order.rises else "<=", place))

    def _place_at(self, index: int, fetch: content_version.Fetch) -> list[Any] | None:
        found = fetch(self._rows.values_list(*self._order.columns)[index : index + 1])
        return next(([v.isoformat() if isinstance(v, datetime) else v for v in values] for values in found), None)


class OwnFirst:
    """An author's list: their own unpublished posts before the published ones, the pinned ones before all others."""

    def __init__(self, own: Sequence[Post], listing: Listing, *, pinned: int | None = None) -> None:
        """`pinned` is how many published posts are pinned; `None` where pinned posts do not come first."""
        self._first = [post for post in own if post.pinned and pinned is not None]
        self._second = [post for post in own if post not in self._first]
        self._pinned = pinned or 0
        self._listing = listing

    def count(self) -> int:
        return len(self._first) + len(self._second) + self._listing.count()

    def __getitem__(self, part: slice) -> list[Post]:
        start, stop = part.start or 0, part.stop
        second = len(self._first) + self._pinned
        rest = second + len(self._second)
        before, between = self._published(start, min(stop, second), len(self._first)), self._second
        return [
            *self._first[start:stop],
            *before,
            *between[max(0, start - second) : max(0, stop - second)],
            *self._published(max(start, rest), stop, len(self._first) + len(self._second)),
        ]

    def _published(self, start: int, stop: int, own: int) -> list[Post]:
        """The published posts from `start` to `stop` of the whole list, with `own` posts of the author before them."""
        start = max(start, own)
        return self._listing[start - own : stop - own] if start < stop else []


def cards() -> PostQuerySet:
    """Posts with what a card shows; tags and excerpts come for a whole page at once, see `views.pagination`."""
    return Post.objects.select_related("series").with_rendering("card").defer("created_at", "updated_at")


def titles() -> PostQuerySet:
    return Post.objects.select_related("series").defer("body", "summary", "version")


def complete(posts: Sequence[Post]) -> None:
    """Gives posts their tags and what was drawn of them, in two queries for all."""
    tags = load_tags([post.pk for post in posts])
    for post in posts:
        post.tag_list = tags[post.pk]
    load_or_render(posts)
    content_version.limit_validity(valid_until(post.rendering for post in posts))


def front_page(user: Reader) -> Listing | OwnFirst:
    """Pinned posts, then the newest."""
    listing = Listing("front-page", FRONT_PAGE, cards())
    if not (own := own_posts(user, cards())):
        return listing
    pinned = remembered_number("pinned:count", Post.objects.published().filter(pinned=True))
    return OwnFirst(own, listing, pinned=pinned)


def newest(user: Reader, posts: PostQuerySet, *, year: int | None = None) -> Listing | OwnFirst:
    """The newest posts, or those of one year."""
    conditions = {"published_at__year": year} if year else {}
    order = Order(NEWEST.rows.filter(**conditions), NEWEST.columns)
    listing = Listing(f"newest:{year or ''}", order, posts)
    own = own_posts(user, posts, **conditions)
    return OwnFirst(own, listing) if own else listing


def of_tag(user: Reader, tag: Tag, posts: PostQuerySet) -> Listing | OwnFirst:
    """A tag's newest posts."""
    rows = TaggedPost.objects.filter(tag=tag).order_by("-published_at", "-content_object_id")
    order = Order(rows, ("published_at", "content_object"), key="content_object")
    listing = Listing(f"tag:{tag.pk}", order, posts, count=tag.published_count)
    own = own_posts(user, posts, tagged_posts__tag=tag)
    return OwnFirst(own, listing) if own else listing


def of_series(user: Reader, series: Series, posts: PostQuerySet) -> Listing:
    """A series in its order, an author's unpublished posts in their places."""
    in_series = Post.objects.filter(series=series)
    columns = ("series_position", "published_at", "pk")
    if user.is_authenticated:
        return Listing("", Order(in_series.in_series_order(), columns, rises=True), posts, user)
    order = Order(in_series.order_by(*columns), columns, rises=True)
    return Listing(f"series:{series.pk}", order, posts, count=series.published_count)


def remembered_number(name: str, rows: QuerySet[Any]) -> int:
    """How many rows there are; with a name, counted once per content version."""

    def count(fetch: content_version.Fetch) -> int:
        return next((number for (number,) in fetch(one_row(number_of(rows)))), 0)

    return content_version.memoize(name, count) if name else count(list)


def own_posts(user: Reader, posts: PostQuerySet, **conditions: Any) -> list[Post]:
    """The posts among these that only this author may read: drafts first, then the latest scheduled."""
    if not user.is_authenticated:
        return []
    return list(posts.filter(**conditions).visible_only_to(user).for_listing().prefetch_related(None))
