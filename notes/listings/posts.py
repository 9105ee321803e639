"""The lists of posts: front page, newest, of a year, of a tag, of a series."""

from __future__ import annotations

from typing import Any

from notes.listings.listing import Listing, WithDrafts, memoized_count
from notes.listings.ordering import SERIES_COLUMNS, Ordering
from notes.models import Post, Series, Tag, TaggedPost
from notes.models.posts import PostQuerySet
from notes.models.visibility import Reader

FRONT_PAGE = Ordering(Post.objects.order_by("-pinned", "-published_at", "-pk"), ("pinned", "published_at", "pk"))
NEWEST = Ordering(Post.objects.order_by("-published_at", "-pk"), ("published_at", "pk"))


def for_cards() -> PostQuerySet:
    """Load what cards show, except what `attach_display_data` adds."""
    return Post.objects.select_related("series").with_rendering("card").defer("created_at", "updated_at")


def for_titles() -> PostQuerySet:
    """Load what the archive shows."""
    return Post.objects.select_related("series").defer("body", "summary", "version")


def front_page(reader: Reader) -> Listing | WithDrafts:
    """Pinned posts, then the newest."""
    listing = Listing("front-page", FRONT_PAGE, for_cards())
    if not (unpublished := unpublished_posts(reader, for_cards())):
        return listing
    pinned_count = memoized_count("pinned:count", Post.objects.published().filter(pinned=True))
    return WithDrafts(unpublished, listing, pinned_count=pinned_count)


def newest(reader: Reader, posts: PostQuerySet, *, year: int | None = None) -> Listing | WithDrafts:
    """The newest posts, or those of one year."""
    conditions = {"published_at__year": year} if year else {}
    ordering = Ordering(NEWEST.rows.filter(**conditions), NEWEST.columns)
    listing = Listing(f"newest:{year or ''}", ordering, posts)
    unpublished = unpublished_posts(reader, posts, **conditions)
    return WithDrafts(unpublished, listing) if unpublished else listing


def of_tag(reader: Reader, tag: Tag, posts: PostQuerySet) -> Listing | WithDrafts:
    """A tag's posts, the newest first."""
    rows = TaggedPost.objects.filter(tag=tag).order_by("-published_at", "-content_object_id")
    ordering = Ordering(rows, ("published_at", "content_object"), key="content_object")
    listing = Listing(f"tag:{tag.pk}", ordering, posts, count=tag.published_count)
    unpublished = unpublished_posts(reader, posts, tagged_posts__tag=tag)
    return WithDrafts(unpublished, listing) if unpublished else listing


def of_series(reader: Reader, series: Series, posts: PostQuerySet) -> Listing:
    """A series' posts in order, among them an author's unpublished ones."""
    in_series = Post.objects.filter(series=series)
    if reader.is_authenticated:
        return Listing("", Ordering(in_series.in_series_order(), SERIES_COLUMNS, is_ascending=True), posts, reader)
    ordering = Ordering(in_series.order_by(*SERIES_COLUMNS), SERIES_COLUMNS, is_ascending=True)
    return Listing(f"series:{series.pk}", ordering, posts, count=series.published_count)


def unpublished_posts(reader: Reader, posts: PostQuerySet, **conditions: Any) -> list[Post]:
    """The reader's own drafts, then their scheduled posts, the latest first."""
    if not reader.is_authenticated:
        return []
    return list(posts.filter(**conditions).visible_only_to(reader).for_listing().prefetch_related(None))
