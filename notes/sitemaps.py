"""The sitemap: what search engines may find. `/sitemap.xml` lists the parts, each of as many pages as it needs."""

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


def addresses() -> PostQuerySet:
    """Posts with what the site map says of them."""
    return Post.objects.only("slug", "published_at", "updated_at")


class Part(Sitemap):  # type: ignore[type-arg]
    # A page of a part must not grow with the site.
    limit = 1000

    def get_latest_lastmod(self) -> None:
        """Nothing: the index of parts would have to look at all that is in them."""


class PostSitemap(Part):
    def items(self) -> Any:
        return newest(ANONYMOUS, addresses())

    def lastmod(self, item: Post) -> datetime:
        return item.updated_at


class TagSitemap(Part):
    def items(self) -> list[Tag]:
        return taxonomy.tags(ANONYMOUS)


class SeriesSitemap(Part):
    def items(self) -> list[Series]:
        return taxonomy.all_series(ANONYMOUS)

    def lastmod(self, item: Series) -> datetime:
        return item.latest_at  # type: ignore[attr-defined, no-any-return]


class ListSitemap(Part):
    """The pages that list everything."""

    def items(self) -> list[str]:
        return ["home", "tag_list", "series_list", "archive"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type[Part]] = {
    "lists": ListSitemap,
    "posts": PostSitemap,
    "tags": TagSitemap,
    "series": SeriesSitemap,
}
