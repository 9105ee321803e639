"""Lists of posts to paginate, where the last page takes no longer than the first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet

from notes import content_version
from notes.listings.ordering import Ordering, sort_key
from notes.models import Post
from notes.models.posts import PostQuerySet
from notes.models.visibility import ANONYMOUS, Reader
from notes.orm.counts import count_of, select

MAX_OFFSET = 1_000
"""Rows of an index that a query may skip, which takes 0.1 ms. Pages further on start at a memoized bookmark."""


class Listing:
    """The posts in an ordering that a reader may see. It can be counted and sliced.

    The ordering is read from an index alone; `posts` then loads the rows of the slice. Counts and bookmarks are
    memoized under `name`, or not at all if it is empty. Pass `count` if it is known.
    """

    def __init__(
        self,
        name: str,
        ordering: Ordering,
        posts: PostQuerySet,
        reader: Reader = ANONYMOUS,
        *,
        count: int | None = None,
    ) -> None:
        self._name = name
        self._ordering = ordering
        self._posts = posts.visible_to(reader)
        self._rows = ordering.rows.visible_to(reader)
        if count is not None:
            self._count = count

    def count(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        return memoized_count(f"{self._name}:count" if self._name else "", self._rows)

    def __getitem__(self, part: slice) -> list[Post]:
        # Sorted here: the database would sort the outer query instead of reading the index.
        return sorted(
            self._posts.filter(pk__in=self._keys(part.start or 0, part.stop)),
            key=lambda post: sort_key(self._ordering.values_of(post)),
            reverse=not self._ordering.is_ascending,
        )

    def _keys(self, start: int, stop: int) -> QuerySet[Any, Any]:
        """The keys of the rows from `start` to `stop`, read from the start, the end or a bookmark of the ordering."""
        key = self._ordering.key
        keys = self._rows.values(key)
        if stop <= MAX_OFFSET or not self._name:
            return keys[start:stop]  # type: ignore[no-any-return]
        if self._count - start <= MAX_OFFSET:
            return keys.reverse()[max(0, self._count - stop) : max(0, self._count - start)]  # type: ignore[no-any-return]
        index = start - start % MAX_OFFSET
        bookmark = content_version.memoize(f"{self._name}:{index}", partial(self._bookmark, index))
        if bookmark is None:
            return keys[start:stop]  # type: ignore[no-any-return]
        values = [datetime.fromisoformat(value) if isinstance(value, str) else value for value in bookmark]
        return self._rows_from(values).values(key)[start - index : stop - index]  # type: ignore[no-any-return]

    def _rows_from(self, values: Sequence[Any]) -> Any:
        ordering = self._ordering
        # Rows after a published one by time are published too. With both conditions, SQLite would start at the newest.
        rows = ordering.rows if ordering.columns[0] == "published_at" else self._rows
        return ordering.compare(">=" if ordering.is_ascending else "<=", values, rows)

    def _bookmark(self, index: int, fetch: content_version.Fetch) -> list[Any] | None:
        """The columns of the row at this index, as JSON."""
        for values in fetch(self._rows.values_list(*self._ordering.columns)[index : index + 1]):
            return [value.isoformat() if isinstance(value, datetime) else value for value in values]
        return None


class WithDrafts:
    """An author's drafts and scheduled posts, followed by a listing of published posts. Pinned posts come first."""

    def __init__(self, unpublished: Sequence[Post], published: Listing, *, pinned_count: int | None = None) -> None:
        """`pinned_count` is the number of pinned published posts; `None` if pinned posts do not come first."""
        self._pinned = [post for post in unpublished if post.pinned and pinned_count is not None]
        self._others = [post for post in unpublished if post not in self._pinned]
        self._pinned_count = pinned_count or 0
        self._published = published

    def count(self) -> int:
        return len(self._pinned) + len(self._others) + self._published.count()

    def __getitem__(self, part: slice) -> list[Post]:
        # In this order: unpublished pinned, published pinned, other unpublished, other published posts.
        start, stop = part.start or 0, part.stop
        others_start = len(self._pinned) + self._pinned_count
        others_stop = others_start + len(self._others)
        return [
            *self._pinned[start:stop],
            *self._published_slice(start, min(stop, others_start), len(self._pinned)),
            *self._others[max(0, start - others_start) : max(0, stop - others_start)],
            *self._published_slice(max(start, others_stop), stop, len(self._pinned) + len(self._others)),
        ]

    def _published_slice(self, start: int, stop: int, offset: int) -> list[Post]:
        """The published posts from `start` to `stop` of the whole list, in which `offset` others precede them."""
        start = max(start, offset)
        return self._published[start - offset : stop - offset] if start < stop else []


def memoized_count(name: str, rows: QuerySet[Any]) -> int:
    """The number of rows, memoized under `name` unless it is empty."""

    def count(fetch: content_version.Fetch) -> int:
        return next((number for (number,) in fetch(select(Post.objects.all(), count_of(rows)))), 0)

    return content_version.memoize(name, count) if name else count(list)
