"""Posts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

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
from notes.models.derived import FIELDS, settle
from notes.models.permalinks import Addressed, address
from notes.models.post_queries import PostQuerySet
from notes.models.series import Series
from notes.models.tags import Tag, TaggedPost, attach_tags
from notes.models.validation import (
    line_constraint,
    slug_constraint,
    time_constraint,
    validate_line,
    validate_text,
    validate_time,
)
from notes.rendering import MAX_SOURCE_LENGTH
from notes.slugs import MAX_SLUG_LENGTH

__all__ = ["Post", "PostQuerySet"]

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models.deletion import Collector

    from notes.models.renderings import Rendering, RenderingParts

DERIVED = {"body": "body_digest", "series": "series_position", "series_id": "series_position"}
"""Columns that are saved together with another."""


def site_language() -> str:
    """The language that a post has unless its author says otherwise."""
    return settings.LANGUAGE_CODE


def leave_series(collector: Collector, field: models.Field[Any, Any], posts: Iterable[Post], using: str) -> None:
    """Keep the posts of a series that is deleted, without a place in it."""
    # In this order: a position without a series is what the database refuses.
    collector.add_field_update(Post._meta.get_field("series_position"), None, posts)  # type: ignore[arg-type]
    collector.add_field_update(field, None, posts)  # type: ignore[arg-type]


class Post(Addressed):  # type: ignore[django-manager-missing]
    slug_fallback = "note"

    title = models.CharField(_("title"), max_length=200, validators=[validate_line])
    slug = models.SlugField(
        _("slug"),
        max_length=MAX_SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the URL. Generated from the title if left empty. Old URLs redirect here."),
    )
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
    # When an author last changed the post: set where authors change it, so that an import keeps what it brings.
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False, validators=[validate_time])
    # Names the text, so that a list can tell whether a rendering is right without loading it.
    body_digest = models.CharField(max_length=32, editable=False, blank=True)
    # Last: to reach what stands behind a long text, SQLite would read through it.
    body = MarkdownxField(
        _("body"),
        blank=True,
        max_length=MAX_SOURCE_LENGTH,
        validators=[validate_text, MaxLengthValidator(MAX_SOURCE_LENGTH)],
    )

    rendering: Rendering
    parts: RenderingParts

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
            # Without the size, Django would open the file for every post that is loaded.
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
            # The front page: pinned posts, then the newest. Drafts stand nowhere in it, however many there are.
            models.Index(
                F("pinned").desc(),
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(published_at__isnull=False),
                name="post_front_page",
            ),
            # The archive and its years, the feed, the neighbours of a post, the next publication.
            models.Index(F("published_at").desc(), F("id").desc(), name="post_newest"),
            # A series box, a series' pages, feed and count. It also serves the foreign key.
            models.Index("series", "series_position", "published_at", "id", name="post_series_order"),
            # An author's own drafts. It also serves the foreign key.
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
            self.series_position = self._position_at_the_end()
        if "body" in written:
            self.body_digest = digest(self.body)
        if update_fields is not None:
            update_fields = {*update_fields, *(DERIVED[name] for name in DERIVED.keys() & written)}
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            settle([self], FIELDS & written)

    def get_absolute_url(self) -> str:
        return address("post_detail", self.slug)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.published_at is not None and not self.is_published

    @cached_property
    def published_on(self) -> str:
        """The day of publication by the site's clock, such as `2026-11-20`; empty for a draft."""
        return timezone.localtime(self.published_at).date().isoformat() if self.published_at else ""

    @property
    def is_updated(self) -> bool:
        """Whether readers are told of an edit: one that came a day or more after publication."""
        return self.published_at is not None and (self.updated_at - self.published_at).days >= 1

    def publish(self) -> None:
        """Shows the post to the world from now on; one that was published already keeps its time."""
        if not self.is_published:
            self.published_at = timezone.now()

    def unpublish(self) -> None:
        self.published_at = None

    @cached_property
    def tag_list(self) -> list[Tag]:
        """The post's tags by name, as pages show them; `attach_tags` looks them up for several posts at once."""
        attach_tags([self])
        return self.tag_list

    @cached_property
    def rendered(self) -> Any:
        """The rendered post, a `notes.render_cache.rendered.Rendered`, once `load_or_render` has set it."""
        raise RuntimeError("Pass the post to notes.render_cache.posts.load_or_render first.")

    def linked_from(self) -> PostQuerySet:
        """The posts that refer to this one, the latest made first; one that names it by two slugs comes twice."""
        return Post.objects.linking_to(self.pk)

    def _position_at_the_end(self) -> int:
        others = Post.objects.filter(series=self.series).exclude(pk=self.pk)
        last = others.aggregate(last=models.Max("series_position"))["last"]
        return (last or 0) + 1
