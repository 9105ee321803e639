"""Find a post, tag or series by its slug or a former one."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from notes import content_version
from notes.models import Post, Series, Tag, TaggedPost
from notes.models.permalinks import is_slug
from notes.models.visibility import Reader
from notes.orm.counts import count_of

TagOrSeries = TypeVar("TagOrSeries", Tag, Series)

SLUG_COLUMNS = ("slug", "slug_redirects__slug")
"""A slug in use takes precedence over a former one."""

MEMBERS: dict[type, QuerySet[Any]] = {
    Tag: TaggedPost.objects.filter(tag=OuterRef("pk")),
    Series: Post.objects.filter(series=OuterRef("pk")),
}
"""The rows that assign posts to a tag or series; they have the post's publication time."""


def post_by_slug(reader: Reader, slug: str) -> Post | None:
    """The post with everything that its page shows. Its `slug` differs if it was found by a former one."""
    if not is_slug(slug):
        return None
    posts = Post.objects.visible_to(reader).select_related("series").with_rendering("card", "outline", "html")
    for column in SLUG_COLUMNS:
        for post in content_version.fetch(posts.filter(**{column: slug})):
            return post  # type: ignore[no-any-return]
    return None


def by_slug(model: type[TagOrSeries], slug: str) -> TagOrSeries | None:
    """The tag or series with its `published_count`. Its `slug` differs if it was found by a former one. Memoized."""
    if not is_slug(slug):
        return None
    columns = [field.attname for field in model._meta.concrete_fields]

    def find(fetch: content_version.Fetch) -> list[Any]:
        published_count = count_of(MEMBERS[model].filter(published_at__lte=timezone.now()))
        for column in SLUG_COLUMNS:
            for row in fetch(model.objects.filter(**{column: slug}).values_list(*columns, published_count)):
                return list(row)
        # Raised so that it is not memoized: visitors can request any number of unknown slugs.
        raise model.DoesNotExist

    try:
        *values, published_count = content_version.memoize(f"{model.__name__}:{slug}", find)
    except model.DoesNotExist:
        return None
    found = model(**dict(zip(columns, values, strict=True)))
    found.published_count = published_count
    return found
