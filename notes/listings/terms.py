"""A tag or series by its slug, and its posts. Their pages and feeds respond with 404 if there are none."""

from __future__ import annotations

from django.utils.translation import gettext as _

from notes.listings.listing import Listing, WithDrafts
from notes.listings.lookup import TagOrSeries, by_slug
from notes.listings.posts import of_series, of_tag
from notes.models import Series, Tag
from notes.models.posts import PostQuerySet
from notes.models.visibility import Reader
from notes.not_found import NotFound


def get_term(model: type[TagOrSeries], slug: str) -> TagOrSeries:
    """The tag or series. Its `slug` differs if it was found by a former one. Raises `NotFound`."""
    term = by_slug(model, slug)
    if term is None:
        raise missing(model)
    return term


def posts_of(term: Tag | Series, reader: Reader, posts: PostQuerySet) -> Listing | WithDrafts:
    """The posts of the tag or series that the reader may see, loaded like `posts`. Raises `NotFound` for none."""
    listing = of_tag(reader, term, posts) if isinstance(term, Tag) else of_series(reader, term, posts)
    if not listing.count():
        raise missing(type(term))
    return listing


def missing(model: type[Tag | Series]) -> NotFound:
    if model is Tag:
        return NotFound(_("This tag does not exist, or it has no published notes."))
    return NotFound(_("This series does not exist, or it has no published notes."))
