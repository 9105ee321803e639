"""Posts in an order that an index has, of which the last page costs no more than the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from notes import edition
from notes.models import Post, Series, Tag, TaggedPost
from notes.models.compiled import Question, compiled, now
from notes.models.documents import attach
from notes.models.figures import number_of, one_row
from notes.models.post_queries import PostQuerySet
from notes.models.renderings import drawn_again_at
from notes.models.rows import compared
from notes.models.tags import attach_tags

STEP = 1_000
"""Rows that may be stepped over to reach a page: 0.1 ms of an index. Beyond, a mark remembered by edition is nearer."""

Reader = AbstractBaseUser | AnonymousUser


Rows = Callable[[], PostQuerySet]
"""Makes a query of posts with what is shown of them."""


def published(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of posts, or of rows that hold their time: those that the world may read."""
    return rows.filter(published_at__lte=now())


@dataclass(frozen=True, slots=True)
class Order:
    """Posts, or rows that stand for them, in an order that an index has.

    `rows` gives them for some values, such as a tag, ordered by `columns`, which all rise or all fall; `key` is the
    post's column. `listed` leaves out what the reader may not see.
    """

    rows: Callable[..., QuerySet[Any]]
    columns: tuple[str, ...]
    rises: bool = False
    key: str = "pk"
    listed: Callable[[QuerySet[Any]], QuerySet[Any]] = published


FRONT_PAGE = Order(lambda: Post.objects.order_by("-pinned", "-published_at", "-pk"), ("pinned", "published_at", "pk"))
NEWEST = Order(lambda: Post.objects.order_by("-published_at", "-pk"), ("published_at", "pk"))
OF_TAG = Order(
    lambda tag: TaggedPost.objects.filter(tag=tag).order_by("-published_at", "-content_object_id"),
    ("published_at", "content_object"),
    key="content_object",
)
IN_SERIES = Order(
    lambda series: Post.objects.filter(series=series).order_by("series_position", "published_at", "pk"),
    ("series_position", "published_at", "pk"),
    rises=True,
)
IN_SERIES_FOR_AUTHOR = Order(
    lambda series, author: Post.objects.readable_by(author).filter(series=series).in_series_order(),
    IN_SERIES.columns,
    rises=True,
    listed=lambda rows: rows,
)


@cache
def newest_of(year: int) -> Order:
    return Order(lambda: NEWEST.rows().filter(published_at__year=year), NEWEST.columns)


class Listing:
    """The posts of an order, to be sliced like a list.

    The order is answered by an index alone; only the rows of a slice are then looked up as `rows` gives them. What is
    remembered of the listing goes by `name`; without one, nothing is. Its `count` may be known already.
    """

    def __init__(
        self, name: str, order: Order, rows: Rows, values: Sequence[int] = (), *, count: int | None = None
    ) -> None:
        self._name = name
        self._order = order
        self._rows = rows
        self._values = values
        if count is not None:
            self._count = count

    def count(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        name = f"{self._name}:count" if self._name else ""
        return remembered_number(name, _number_in(self._values, order=self._order))

    def __getitem__(self, part: slice) -> list[Post]:
        # The outer query has an order of its own only by sorting, which is done here.
        columns = ["pk" if column == self._order.key else column for column in self._order.columns]
        return sorted(
            self._slice(part.start or 0, part.stop),
            # A draft has no time: it stands behind those of its place that have one.
            key=lambda post: [(getattr(post, name) is None, getattr(post, name)) for name in columns],
            reverse=not self._order.rises,
        )

    def _slice(self, start: int, stop: int) -> Question[Post]:
        """The posts from `start` to `stop`, from wherever they are nearest."""
        from_start = _posts_between(self._values, order=self._order, rows=self._rows, start=start, stop=stop)
        if stop <= STEP or not self._name:
            return from_start
        if self._count - start <= STEP:
            start, stop = max(0, self._count - stop), max(0, self._count - start)
            return _posts_between(
                self._values, order=self._order, rows=self._rows, start=start, stop=stop, is_reversed=True
            )
        mark = start - start % STEP
        found = edition.remember(f"{self._name}:{mark}", partial(self._key_at, mark))
        if found is None:
            return from_start
        place = [datetime.fromisoformat(value) if isinstance(value, str) else value for value in found]
        return _posts_from(
            place, self._values, order=self._order, rows=self._rows, start=start - mark, stop=stop - mark
        )

    def _key_at(self, index: int, ask: edition.Ask) -> list[Any] | None:
        found = ask(_key_at(self._values, order=self._order, index=index))
        return next(([v.isoformat() if isinstance(v, datetime) else v for v in values] for values in found), None)


@compiled
def _posts_between(
    values: Sequence[int], *, order: Order, rows: Rows, start: int, stop: int, is_reversed: bool = False
) -> PostQuerySet:
    keys = order.listed(order.rows(*values))
    return rows().filter(pk__in=(keys.reverse() if is_reversed else keys)[start:stop].values(order.key))


@compiled
def _posts_from(
    place: Sequence[Any], values: Sequence[int], *, order: Order, rows: Rows, start: int, stop: int
) -> PostQuerySet:
    keys = order.rows(*values)
    # What falls from a mark in time is published anyway; told so twice, SQLite would read down from the present.
    listed = keys if order.columns[0] == "published_at" else order.listed(keys)
    from_mark = listed.filter(compared(keys.model, order.columns, ">=" if order.rises else "<=", place))
    return rows().filter(pk__in=from_mark[start:stop].values(order.key))


@compiled
def _key_at(values: Sequence[int], *, order: Order, index: int) -> QuerySet[Any, tuple[Any, ...]]:
    return order.listed(order.rows(*values)).values_list(*order.columns)[index : index + 1]


@compiled
def _number_in(values: Sequence[int], *, order: Order) -> QuerySet[Post, tuple[Any, ...]]:
    return one_row(number_of(order.listed(order.rows(*values))))


class OwnFirst:
    """An author's list: their own unpublished posts before the world's, the pinned ones before all others."""

    def __init__(self, own: Sequence[Post], listing: Listing, *, pinned: int | None = None) -> None:
        """`pinned` is how many of the world's posts are pinned; `None` where they have no place of their own."""
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
        before, between = self._world(start, min(stop, second), len(self._first)), self._second
        return [
            *self._first[start:stop],
            *before,
            *between[max(0, start - second) : max(0, stop - second)],
            *self._world(max(start, rest), stop, len(self._first) + len(self._second)),
        ]

    def _world(self, start: int, stop: int, own: int) -> list[Post]:
        """What stands from `start` to `stop` of the whole list, where `own` posts of the author come before."""
        start = max(start, own)
        return self._listing[start - own : stop - own] if start < stop else []


def cards() -> PostQuerySet:
    """Posts with what a card shows; tags and excerpts come for a whole page at once, see `views.pagination`."""
    return Post.objects.select_related("series").with_rendering("card").defer("created_at", "updated_at")


def titles() -> PostQuerySet:
    return Post.objects.select_related("series").defer("body", "summary")


def complete(posts: Sequence[Post]) -> None:
    """Gives posts their tags and what was drawn of them, in two queries for all."""
    attach_tags(posts)
    attach(posts)
    edition.ends_by(drawn_again_at(post.rendering for post in posts))


def front_page(user: Reader) -> Listing | OwnFirst:
    """Pinned posts, then the newest."""
    listing = Listing("front-page", FRONT_PAGE, cards)
    if not (own := own_posts(user, cards)):
        return listing
    return OwnFirst(own, listing, pinned=remembered_number("pinned:count", _number_pinned()))


@compiled
def _number_pinned() -> QuerySet[Post, tuple[Any, ...]]:
    return one_row(number_of(Post.objects.published().filter(pinned=True)))


def newest(user: Reader, rows: Rows, *, year: int | None = None) -> Listing | OwnFirst:
    """The newest posts, or those of one year."""
    listing = Listing(f"newest:{year or ''}", newest_of(year) if year else NEWEST, rows)
    own = own_posts(user, rows, **{"published_at__year": year} if year else {})
    return OwnFirst(own, listing) if own else listing


def of_tag(user: Reader, tag: Tag, rows: Rows) -> Listing | OwnFirst:
    """A tag's newest posts."""
    listing = Listing(f"tag:{tag.pk}", OF_TAG, rows, [tag.pk], count=tag.published_count)
    own = own_posts(user, rows, tagged_posts__tag=tag)
    return OwnFirst(own, listing) if own else listing


def of_series(user: Reader, series: Series, rows: Rows) -> Listing:
    """A series in its order, an author's unpublished posts in their places."""
    if user.is_authenticated:
        return Listing("", IN_SERIES_FOR_AUTHOR, rows, [series.pk, user.pk])
    return Listing(f"series:{series.pk}", IN_SERIES, rows, [series.pk], count=series.published_count)


def remembered_number(name: str, question: Question[tuple[int]]) -> int:
    """How many rows there are, by a question for this one number, which is asked once an edition if it has a name."""

    def count(ask: edition.Ask) -> int:
        return next((number for (number,) in ask(question)), 0)

    return edition.remember(name, count) if name else count(list)


def own_posts(user: Reader, rows: Rows, **conditions: Any) -> list[Post]:
    """What of these this author alone may read, drafts first, then the latest scheduled."""
    if not user.is_authenticated:
        return []
    return list(rows().filter(**conditions).visible_only_to(user).for_listing().prefetch_related(None))
