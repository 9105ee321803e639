"""Queries for posts, and the one rule about which posts a reader may see: `visible_to`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from notes.digests import digest
from notes.models.derived import FIELDS, settle
from notes.models.links import retarget
from notes.models.permalinks import AddressedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from notes.models.posts import Post

T = TypeVar("T")

BATCH = 500

# What only some pages show of a rendering: lists load none of it, and never the text itself or the version.
LARGE = ("body", "version", *(f"rendering__{column}" for column in ("outline", "html", "feed_html", "rest")))


class PostQuerySet(AddressedQuerySet["Post"]):
    def published(self) -> PostQuerySet:
        """The posts that everybody may read: those whose time of publication has come."""
        return self.filter(published_at__lte=timezone.now())

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> PostQuerySet:
        """The posts that this reader may read: the published ones, and their own drafts and scheduled posts."""
        if not user.is_authenticated:
            return self.published()
        return self.filter(Q(published_at__lte=timezone.now()) | Q(author_id=user.pk))

    def visible_only_to(self, user: AbstractBaseUser | AnonymousUser) -> PostQuerySet:
        """The part of `visible_to` that is not published: this author's own drafts and scheduled posts."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(published_at=None) | Q(published_at__gt=timezone.now()), author_id=user.pk)

    def scheduled(self, after: datetime) -> PostQuerySet:
        """What comes out after this moment, the next first: until then time alone changes nothing that readers see."""
        return self.filter(published_at__gt=after).order_by("published_at")

    def for_listing(self) -> PostQuerySet:
        """Newest first, an author's drafts before them, with all that a card shows."""
        return (
            self.select_related("series", "author")
            .prefetch_related("tags")  # type: ignore[misc]
            .order_by(F("published_at").desc(nulls_first=True), "-pk")
        )

    def with_rendering(self, *columns: str) -> PostQuerySet:
        """Each post with the card that was last drawn of it, and these columns of its `Rendering`, but not its text."""
        left_out = (name for name in LARGE if name.removeprefix("rendering__") not in columns)
        return self.select_related("rendering").defer(*left_out)

    def for_linking(self) -> PostQuerySet:
        """Only what a link to a post shows: no texts are loaded."""
        return self.only("title", "slug", "language", "published_at", "series_id", "series_position")

    def linking_to(self, post: int) -> PostQuerySet:
        """The posts that refer to the one with this primary key, the latest made first."""
        linking = self.filter(outgoing_links__target=post).exclude(pk=post)
        return linking.order_by("-outgoing_links__source").for_linking()

    def in_series_order(self) -> PostQuerySet:
        return self.order_by("series_position", F("published_at").asc(nulls_last=True), "pk")

    # What follows from a post's fields is made so on every path to them; `Post.save` does the same for one post.

    def update(self, **values: Any) -> int:
        written = FIELDS & set(values)
        if not written:
            return super().update(**values)
        with transaction.atomic(using=self.db):
            keys = list(self.order_by().values_list("pk", flat=True))
            count = super().update(**values)
            for batch in batched(keys, BATCH):
                posts = list(self.model._base_manager.filter(pk__in=batch))
                if "body" in written:
                    take_digests(posts)
                    self.model._base_manager.bulk_update(posts, ["body_digest"])
                if "slug" in written:
                    retarget(posts)
                settle(posts, written)
        return count

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Post], *args: Any, **options: Any) -> list[Post]:
        posts = list(objs)
        take_digests(posts)
        updated = options.get("update_fields")
        if updated and "body" in updated:
            options["update_fields"] = {*updated, "body_digest"}
        with transaction.atomic(using=self.db):
            made: list[Post] = super().bulk_create(posts, *args, **options)
            for batch in batched([post.pk for post in made if post.pk], BATCH):
                # Where rows were updated in place of a conflict, not all of what is in memory was stored.
                settle(list(self.model._base_manager.filter(pk__in=batch)), FIELDS)
        return made


def amend(posts: Sequence[Post]) -> None:
    """Update what is derived from the texts of posts that were written by other means, such as SQL."""
    for post in posts:
        if post.body_digest == digest(post.body):
            continue
        take_digests([post])
        with transaction.atomic():
            # A post that was saved meanwhile is right already.
            unchanged = type(post)._base_manager.filter(pk=post.pk, version=post.version)
            if unchanged.update(body_digest=post.body_digest):
                settle([post], FIELDS)


def take_digests(posts: Iterable[Post]) -> None:
    for post in posts:
        post.body_digest = digest(post.body)


def batched(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
