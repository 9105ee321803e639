"""Posts in an order that an index has, of which the last page costs no more than the first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from notes import edition
from notes.models import Post, Series, Tag, TaggedPost
from notes.models.documents import attach
from notes.models.figures import number_of, one_row
from notes.models.post_queries import PostQuerySet
from notes.models.renderings import drawn_again_at
from notes.models.rows import compared
from notes.models.tags import attach_tags

STEP = 1_000
"""Rows that may be stepped over to reach a page: 0.1 ms of an index. Beyond, a mark remembered by edition is nearer."""

Reader = AbstractBaseUser | AnonymousUser


class Listing:
    """The posts of an ordered query, to be sliced like a list.

    `keys` is answered by an index alone: posts, or rows that stand for them, ordered by `columns`, all of which rise or
    all fall; `key` is the post's column in it. `shown` says which of them are listed. Only the rows of a slice are then
    looked up in `rows`. What is remembered of the listing goes by `name`; without one, nothing is. Its `count` may be
    known already.
    """

    def __init__(
        self,
        name: str,
        keys: QuerySet[Any],
        shown: Q,
        rows: PostQuerySet,
        columns: Sequence[str],
        *,
        key: str = "pk",
        count: int | None = None,
    ) -> None:
        self._name = name
        self._all = keys
        self._keys = keys.filter(shown)
        self._rows = rows
        self._columns = columns
        self._key = key
        if count is not None:
            self._count = count
        self._rises = not str(keys.query.order_by[0]).startswith("-")

    def count(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return remembered_number(f"{self._name}:count", self._keys) if self._name else self._keys.count()

    def __getitem__(self, part: slice) -> list[Post]:
        start, stop = part.start or 0, part.stop
        found = self._rows.filter(pk__in=self._slice(start, stop).values(self._key))
        # The outer query has an order of its own only by sorting, which is done here.
        columns = ["pk" if column == self._key else column for column in self._columns]
        return sorted(
            found,
            # A draft has no time: it stands behind those of its place that have one.
            key=lambda post: [(getattr(post, name) is None, getattr(post, name)) for name in columns],
            reverse=not self._rises,
        )

    def _slice(self, start: int, stop: int) -> QuerySet[Any]:
        """The keys from `start` to `stop`, from wherever they are nearest."""
        if stop <= STEP or not self._name:
            return self._keys[start:stop]
        if self._count - start <= STEP:
            return self._keys.reverse()[max(0, self._count - stop) : max(0, self._count - start)]
        mark = start - start % STEP
        values = edition.remember(f"{self._name}:{mark}", partial(self._key_at, mark))
        if values is None:
            return self._keys[start:stop]
        model = self._keys.model
        fields = [model._meta.pk if column == "pk" else model._meta.get_field(column) for column in self._columns]
        place = [field.to_python(value) for field, value in zip(fields, values, strict=True)]
        # What falls from a mark in time is published anyway; told so twice, SQLite would read down from the present.
        keys = self._all if self._columns[0] == "published_at" else self._keys
        from_mark = keys.filter(compared(model, self._columns, ">=" if self._rises else "<=", place))
        return from_mark[start - mark : stop - mark]

    def _key_at(self, index: int, ask: edition.Ask) -> list[Any] | None:
        found = ask(self._keys.values_list(*self._columns)[index : index + 1])
        return next(([v.isoformat() if isinstance(v, datetime) else v for v in values] for values in found), None)


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
    return Post.objects.select_related("series").with_rendering("card")


def titles() -> PostQuerySet:
    return Post.objects.select_related("series").defer("body", "summary")


def complete(posts: Sequence[Post]) -> None:
    """Gives posts their tags and what was drawn of them, in two queries for all."""
    attach_tags(posts)
    attach(posts)
    edition.ends_by(drawn_again_at(post.rendering for post in posts))


def front_page(user: Reader) -> Listing | OwnFirst:
    """Pinned posts, then the newest."""
    keys = Post.objects.order_by("-pinned", "-published_at", "-pk")
    listing = Listing("front-page", keys, published(), cards(), ("pinned", "published_at", "pk"))
    if not (own := own_posts(user, cards())):
        return listing
    return OwnFirst(
        own, listing, pinned=remembered_number("pinned:count", Post.objects.published().filter(pinned=True))
    )


def newest(user: Reader, rows: PostQuerySet, *, year: int | None = None) -> Listing | OwnFirst:
    """The newest posts, or those of one year."""
    in_year = {"published_at__year": year} if year else {}
    keys = Post.objects.filter(**in_year).order_by("-published_at", "-pk")
    listing = Listing(f"newest:{year or ''}", keys, published(), rows, ("published_at", "pk"))
    own = own_posts(user, rows.filter(**in_year))
    return OwnFirst(own, listing) if own else listing


def of_tag(user: Reader, tag: Tag, rows: PostQuerySet) -> Listing | OwnFirst:
    """A tag's newest posts."""
    keys = TaggedPost.objects.filter(tag=tag).order_by("-published_at", "-content_object_id")
    columns = ("published_at", "content_object")
    listing = Listing(
        f"tag:{tag.pk}", keys, published(), rows, columns, key="content_object", count=tag.published_count
    )
    own = own_posts(user, rows.filter(tagged_posts__tag=tag))
    return OwnFirst(own, listing) if own else listing


def of_series(user: Reader, series: Series, rows: PostQuerySet) -> Listing:
    """A series in its order, an author's unpublished posts in their places."""
    columns = ("series_position", "published_at", "pk")
    posts = Post.objects.visible_to(user).filter(series=series)
    if user.is_authenticated:
        return Listing("", posts.in_series_order(), Q(), rows, columns)
    name = f"series:{series.pk}"
    return Listing(name, posts.order_by(*columns), Q(), rows, columns, count=series.published_count)


def remembered_number(name: str, rows: QuerySet[Any]) -> int:
    """How many rows there are, counted once an edition."""

    def count(ask: edition.Ask) -> int:
        return next((number for (number,) in ask(one_row(number_of(rows)))), 0)

    return edition.remember(name, count)


def published() -> Q:
    """Of posts, or of rows that hold their time: those that the world may read."""
    return Q(published_at__lte=now())


def own_posts(user: Reader, rows: PostQuerySet) -> list[Post]:
    """What of these this author alone may read, drafts first, then the latest scheduled."""
    if not user.is_authenticated:
        return []
    return list(rows.visible_only_to(user).for_listing().prefetch_related(None))
