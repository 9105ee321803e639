"""Columns and rows derived from posts: body digests, links, and the publication times repeated beside tags.

Every write path keeps them in sync: `Post.save`, and the query set's `update`, `bulk_update` and `bulk_create`. Only
raw SQL leaves them outdated, which `repair_derived` mends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from typing import Any, Protocol, TypeVar

from django.db import transaction

from notes.digests import digest
from notes.models.links import point_links_at, repoint_links, sync_links
from notes.models.permalinks import Sluggable, SluggableQuerySet
from notes.models.tags import TaggedPost

M = TypeVar("M", bound=Sluggable)
T = TypeVar("T")

SOURCES = frozenset({"body", "slug", "published_at"})
"""The fields of a post from which rows of other tables are derived."""

BATCH_SIZE = 500


class Source(Protocol):
    """The fields of a post that this module reads and writes."""

    pk: Any
    slug: str
    body: str
    body_digest: str
    version: int


class DerivedQuerySet(SluggableQuerySet[M]):
    """Writes posts together with what is derived from them."""

    def update(self, **values: Any) -> int:
        written = SOURCES & set(values)
        if not written:
            return super().update(**values)
        with transaction.atomic(using=self.db):
            pks = list(self.order_by().values_list("pk", flat=True))
            count = super().update(**values)
            for batch in batched(pks, BATCH_SIZE):
                posts: list[Any] = list(self.model._base_manager.filter(pk__in=batch))
                if "body" in written:
                    set_digests(posts)
                    self.model._base_manager.bulk_update(posts, ["body_digest"])
                if "slug" in written:
                    repoint_links(batch, self._find_posts)
                self.sync_derived(posts, written)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[M]:
        posts = list(objs)
        set_digests(posts)
        updated = options.get("update_fields")
        if updated and "body" in updated:
            options["update_fields"] = {*updated, "body_digest"}
        with transaction.atomic(using=self.db):
            created: list[M] = super().bulk_create(posts, *args, **options)
            for batch in batched([post.pk for post in created if post.pk], BATCH_SIZE):
                # Read back: where a conflict updated a row, only some of the fields in memory were stored.
                stored: list[Any] = list(self.model._base_manager.filter(pk__in=batch))
                self.sync_derived(stored, SOURCES)
        return created

    def sync_derived(self, posts: Sequence[Source], written: Set[str]) -> None:
        """Update rows of other tables that are derived from the `written` fields of these posts."""
        if "body" in written:
            sync_links({post.pk: post.body for post in posts}, self._find_posts)
        if "slug" in written:
            point_links_at({post.slug: post.pk for post in posts})
        if "published_at" in written:
            TaggedPost.objects.sync_times([post.pk for post in posts])

    sync_derived.alters_data = True  # type: ignore[attr-defined]

    def repair_derived(self, posts: Iterable[Source]) -> None:
        """Update what is derived from these posts where their bodies were written by raw SQL."""
        for post in posts:
            if post.body_digest == digest(post.body):
                continue
            set_digests([post])
            with transaction.atomic():
                # A post that was saved since it was loaded is in sync already.
                unchanged = self.model._base_manager.filter(pk=post.pk, version=post.version)
                if unchanged.update(body_digest=post.body_digest):
                    self.sync_derived([post], SOURCES)

    repair_derived.alters_data = True  # type: ignore[attr-defined]

    def _find_posts(self, slugs: Collection[str]) -> dict[str, int]:
        # `self` may be filtered.
        return type(self)(self.model, using=self.db).pks_by_slug(slugs)


def set_digests(posts: Iterable[Source]) -> None:
    for post in posts:
        post.body_digest = digest(post.body)


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
