"""Series: posts to be read one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.deletion import Collector
from django.utils.translation import gettext_lazy as _

from notes.models.permalinks import Sluggable, SluggableQuerySet, slug_url
from notes.models.validation import line_constraint, slug_constraint, validate_line, validate_text
from notes.models.visibility import Reader, is_visible_to


def leave_series(collector: Collector, field: models.Field[Any, Any], posts: Iterable[Any], using: str) -> None:
    """An `on_delete` handler that keeps the posts of a deleted series, without a position in it."""
    # In this order: the database refuses a position without a series.
    collector.add_field_update(field.model._meta.get_field("series_position"), None, posts)  # type: ignore[arg-type]
    collector.add_field_update(field, None, posts)  # type: ignore[arg-type]


def has_visible_post(reader: Reader) -> models.Q:
    return is_visible_to(reader, published_at="posts__published_at", author_id="posts__author_id")


class SeriesQuerySet(SluggableQuerySet["Series"]):
    def visible_to(self, reader: Reader) -> SeriesQuerySet:
        """The series with posts that this reader may see, with their `post_count` and `latest_at` for this reader.

        The series with the latest publication comes first.
        """
        is_counted = has_visible_post(reader)
        return (
            self.annotate(
                post_count=models.Count("posts", filter=is_counted),
                latest_at=models.Max("posts__published_at", filter=is_counted),
            )
            .filter(post_count__gt=0)
            .order_by("-latest_at", "title")
        )

    def known_to(self, author: Reader) -> SeriesQuerySet:
        """The series whose titles an author may see: those with a post visible to them, and those without posts.

        The other titles occur only in drafts of other authors. Superusers see all.
        """
        if getattr(author, "is_superuser", False):
            return self
        same = Series.objects.filter(pk=models.OuterRef("pk"))
        with_visible_post, with_post = same.filter(has_visible_post(author)), same.filter(posts__isnull=False)
        return self.filter(models.Exists(with_visible_post) | ~models.Exists(with_post))


class Series(Sluggable):
    slug_fallback = "series"
    published_count: int | None = None
    """How many published posts it has, if `notes.listings` has counted them."""
    first_posts: Sequence[Any]
    """Its first posts, if `notes.listings.taxonomy` has loaded them."""

    title = models.CharField(_("title"), max_length=200, unique=True, validators=[validate_line])
    description = models.TextField(
        _("description"),
        blank=True,
        max_length=2000,
        validators=[validate_text, MaxLengthValidator(2000)],
        help_text=_("Shown above the notes of the series."),
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("title",)
        constraints = (
            line_constraint("title", name="series_title_is_a_line"),
            slug_constraint(name="series_slug_is_valid"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return slug_url("series_detail", self.slug)
