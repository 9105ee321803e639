"""Sitemaps. `/sitemap.xml` is the index of the sections, each of which is split into pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from notes.listings import taxonomy
from notes.listings.posts import newest
from notes.models import Post, Series, Tag
from notes.models.posts import PostQuerySet
from notes.models.visibility import ANONYMOUS


def entries() -> PostQuerySet:
    """Posts with the columns that the sitemap needs."""
    return Post.objects.only("slug", "published_at", "updated_at")


class Section(Sitemap):  # type: ignore[type-arg]
    # The size of a page must not grow with the site.
    limit = 1000

    def get_latest_lastmod(self) -> None:
        """Omit the time of the last change from the index, since finding it would load the whole section."""


class PostSitemap(Section):
    def items(self) -> Any:
        return newest(ANONYMOUS, entries())

    def lastmod(self, item: Post) -> datetime:
        return item.updated_at


class TagSitemap(Section):
    def items(self) -> list[Tag]:
        return taxonomy.tags(ANONYMOUS)


class SeriesSitemap(Section):
    def items(self) -> list[Series]:
        return taxonomy.all_series(ANONYMOUS)

    def lastmod(self, item: Series) -> datetime:
        return item.latest_at  # type: ignore[attr-defined, no-any-return]


class ListSitemap(Section):
    """The front page and the indexes."""

    def items(self) -> list[str]:
        return ["home", "tag_list", "series_list", "archive"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type[Section]] = {
    "lists": ListSitemap,
    "posts": PostSitemap,
    "tags": TagSitemap,
    "series": SeriesSitemap,
}
