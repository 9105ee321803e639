"""What follows from the fields of posts in other tables, made so on every path that writes them."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from notes.models.links import lead_to, relink
from notes.models.tags import TaggedPost

if TYPE_CHECKING:
    from notes.models.posts import Post

FIELDS = frozenset({"body", "slug", "published_at"})
"""The fields of a post from which something follows elsewhere."""


def settle(posts: Sequence[Post], written: Set[str]) -> None:
    """Sets right what follows from the fields that were `written` into these posts."""
    if "body" in written:
        relink(posts)
    if "slug" in written:
        lead_to(posts)
    if "published_at" in written:
        from notes.models.posts import Post

        times = Post._base_manager.filter(pk=OuterRef("content_object")).values("published_at")
        TaggedPost.objects.filter(content_object__in=posts).update(published_at=Subquery(times))
