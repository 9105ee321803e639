"""Posts, and the one gate of all queries for them: `visible_to`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from markdownx.models import MarkdownxField
from taggit.managers import TaggableManager

from notes.digests import digest
from notes.models.covers import CoverField
from notes.models.derived import SOURCES, DerivedQuerySet
from notes.models.permalinks import Sluggable, slug_url
from notes.models.renderings import Rendering, RenderingTargets
from notes.models.series import Series, leave_series
from notes.models.tags import Tag, TaggedPost, load_tags
from notes.models.validation import (
    line_constraint,
    slug_constraint,
    time_constraint,
    validate_line,
    validate_text,
    validate_time,
)
from notes.models.visibility import Reader, is_published, is_visible_to
from notes.rendering import MAX_SOURCE_LENGTH

__all__ = ["Post", "PostQuerySet", "leave_series"]

SAVED_TOGETHER = {"body": "body_digest", "series": "series_position", "series_id": "series_position"}
"""Columns that are saved whenever another one is."""

# Columns that only some pages read: lists load no texts.
LARGE = ("body", "version", *(f"rendering__{column}" for column in ("outline", "html", "feed_html", "details")))


def site_language() -> str:
    """The default language of a post."""
    return settings.LANGUAGE_CODE


class PostQuerySet(DerivedQuerySet["Post"]):
    def published(self) -> PostQuerySet:
        """The posts that everyone may read."""
        return self.filter(is_published())

    def visible_to(self, reader: Reader) -> PostQuerySet:
        """The posts that this reader may read: all published ones, and their own drafts and scheduled posts."""
        return self.filter(is_visible_to(reader))

    def visible_only_to(self, reader: Reader) -> PostQuerySet:
        """The unpublished posts of this author: drafts and scheduled posts."""
        if not reader.is_authenticated:
            return self.none()
        return self.filter(Q(published_at=None) | Q(published_at__gt=timezone.now()), author_id=reader.pk)

    def scheduled(self, after: datetime) -> PostQuerySet:
        """The posts that are published after this time, the next one first."""
        return self.filter(published_at__gt=after).order_by("published_at")

    def for_listing(self) -> PostQuerySet:
        """Drafts, then the newest, with everything that lists of the admin show."""
        return (
            self.select_related("series", "author")
            .prefetch_related("tags")  # type: ignore[misc]
            .order_by(F("published_at").desc(nulls_first=True), "-pk")
        )

    def with_rendering(self, *columns: str) -> PostQuerySet:
        """Join the stored rendering, its card and these columns of it; posts are loaded without their bodies."""
        unread = (name for name in LARGE if name.removeprefix("rendering__") not in columns)
        return self.select_related("rendering").defer(*unread)

    def for_linking(self) -> PostQuerySet:
        """Load only what a link to a post shows."""
        return self.only("title", "slug", "language", "published_at", "series_id", "series_position")

    def linking_to(self, post: int) -> PostQuerySet:
        """The posts that link to the one with this primary key, the latest created first."""
        linking = self.filter(outgoing_links__target=post).exclude(pk=post)
        return linking.order_by("-outgoing_links__source").for_linking()

    def in_series_order(self) -> PostQuerySet:
        return self.order_by("series_position", F("published_at").asc(nulls_last=True), "pk")


class Post(Sluggable):  # type: ignore[django-manager-missing]
    slug_fallback = "note"

    title = models.CharField(_("title"), max_length=200, validators=[validate_line])
    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=600,
        validators=[validate_text, MaxLengthValidator(600)],
        help_text=_("Shown in listings instead of the start of the text. May contain formulas."),
    )
    cover = CoverField(
        _("cover"), upload_to="covers/", blank=True, width_field="cover_width", height_field="cover_height"
    )
    cover_width = models.PositiveIntegerField(null=True, blank=True, editable=False)
    cover_height = models.PositiveIntegerField(null=True, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="posts",
        db_index=False,
        verbose_name=_("author"),
    )
    tags = TaggableManager(_("tags"), through=TaggedPost, blank=True, help_text=_("Separate with commas."))
    series = models.ForeignKey(
        Series,
        on_delete=leave_series,
        null=True,
        blank=True,
        related_name="posts",
        db_index=False,
        verbose_name=_("series"),
    )
    # Not unique: SQLite checks constraints at once, so moving a post between two others would violate it. Posts with
    # equal positions are ordered by publication time.
    series_position = models.PositiveSmallIntegerField(
        _("position in series"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(32_767)],
        help_text=_("Order within the series. Leave empty to put the note last."),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default=site_language)
    pinned = models.BooleanField(_("pinned"), default=False, help_text=_("Pinned notes come first on the front page."))
    published_at = models.DateTimeField(
        _("publication time"),
        null=True,
        blank=True,
        validators=[validate_time],
        help_text=_("Empty for a draft; a future time schedules the note."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False, validators=[validate_time])
    # Set where authors edit, not by `save`, so that an import keeps the time in the file.
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False, validators=[validate_time])
    # Tells whether a stored rendering is current without loading the body.
    body_digest = models.CharField(max_length=32, editable=False, blank=True)
    # The last column: SQLite would read through a long text to reach the columns after it.
    body = MarkdownxField(
        _("body"),
        blank=True,
        max_length=MAX_SOURCE_LENGTH,
        validators=[validate_text, MaxLengthValidator(MAX_SOURCE_LENGTH)],
    )

    rendering: Rendering
    reference_targets: RenderingTargets

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = (
            line_constraint("title", name="post_title_is_a_line"),
            slug_constraint(name="post_slug_is_valid"),
            time_constraint("published_at", name="post_published_in_range"),
            time_constraint("created_at", name="post_created_in_range"),
            time_constraint("updated_at", name="post_updated_in_range"),
            # Without a size, Django would open the file of each post that it loads.
            models.CheckConstraint(
                condition=Q(cover="")
                | Q(cover_width__isnull=False, cover_width__gte=1, cover_height__isnull=False, cover_height__gte=1),
                name="post_cover_has_a_size",
            ),
            models.CheckConstraint(
                condition=Q(series_position__isnull=True) | Q(series__isnull=False), name="post_position_needs_a_series"
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]), name="post_language_is_known"
            ),
        )
        indexes = (
            # The front page: pinned posts, then the newest. Partial, so that drafts do not lengthen it.
            models.Index(
                F("pinned").desc(),
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(published_at__isnull=False),
                name="post_front_page",
            ),
            # The archive and its years, the feed, previous and next posts, the next publication.
            models.Index(F("published_at").desc(), F("id").desc(), name="post_newest"),
            # A series' navigation, pages, feed and count; also the foreign key.
            models.Index("series", "series_position", "published_at", "id", name="post_series_order"),
            # An author's drafts; also the foreign key.
            models.Index("author", F("published_at").desc(), name="post_author_newest"),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        names = {field.attname for field in self._meta.concrete_fields} if update_fields is None else set(update_fields)
        written = names - self.get_deferred_fields()
        if self.series_id is None:
            self.series_position = None
        elif self.series_position is None:
            self.series_position = self._next_position()
        if "body" in written:
            self.body_digest = digest(self.body)
        if update_fields is not None:
            update_fields = {*update_fields, *(SAVED_TOGETHER[name] for name in SAVED_TOGETHER.keys() & written)}
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            Post.objects.sync_derived([self], SOURCES & written)

    def get_absolute_url(self) -> str:
        return slug_url("post_detail", self.slug)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.published_at is not None and not self.is_published

    @cached_property
    def published_on(self) -> str:
        """The publication date in the site's time zone, such as `2026-11-20`; empty for a draft."""
        return timezone.localtime(self.published_at).date().isoformat() if self.published_at else ""

    @property
    def is_updated(self) -> bool:
        """Whether the page shows the time of the last edit, which it does from a day after publication."""
        return self.published_at is not None and (self.updated_at - self.published_at).days >= 1

    def publish(self) -> None:
        """Publish the post now; if it is published already, it keeps its time."""
        if not self.is_published:
            self.published_at = timezone.now()

    def unpublish(self) -> None:
        self.published_at = None

    @cached_property
    def tag_list(self) -> list[Tag]:
        """The post's tags by name. `listings.attach_display_data` loads those of several posts in one query."""
        return load_tags([self.pk])[self.pk]

    @cached_property
    def rendered(self) -> Any:
        """The rendered post, a `notes.render_cache.rendered.Rendered`, once `load_or_render` has set it."""
        raise RuntimeError("Pass the post to notes.render_cache.posts.load_or_render first.")

    def linked_from(self) -> PostQuerySet:
        """The posts that link to this one, the latest created first; one that links to two of its slugs comes twice."""
        return Post.objects.linking_to(self.pk)

    def _next_position(self) -> int:
        others = Post.objects.filter(series=self.series).exclude(pk=self.pk)
        last = others.aggregate(last=models.Max("series_position"))["last"]
        return (last or 0) + 1
