"""Tags: what a post is about, in a word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from notes.models.permalinks import Sluggable, SluggableQuerySet, slug_url
from notes.models.validation import line_constraint, slug_constraint, validate_line, validate_text
from notes.models.visibility import Reader, is_visible_to

SEPARATOR = re.compile(r"[,，、\n]")
"""Separates the tags that an author types."""

COLUMNS = ("id", "name", "slug", "description")
"""What pages show of a tag."""


def validate_tag_name(name: str) -> None:
    if SEPARATOR.search(name):
        raise ValidationError(_("Tag names cannot contain commas."), code="separator")


class TagQuerySet(SluggableQuerySet["Tag"]):
    def used_by(self, posts: models.QuerySet[Any]) -> TagQuerySet:
        """The tags of these posts, each with its `post_count` among them, the most used first."""
        uses = models.Count("tagged_posts", filter=Q(tagged_posts__content_object__in=posts), distinct=True)
        return self.annotate(post_count=uses).filter(post_count__gt=0).order_by("-post_count", "name")

    def visible_to(self, reader: Reader) -> TagQuerySet:
        """The tags with posts that this reader may see, with their `post_count`, the most used first."""
        has_visible_post = is_visible_to(
            reader,
            published_at="tagged_posts__published_at",
            author_id="tagged_posts__content_object__author_id",
        )
        counted = self.annotate(post_count=models.Count("tagged_posts", filter=has_visible_post))
        return counted.filter(post_count__gt=0).order_by("-post_count", "name")

    def known_to(self, author: Reader) -> TagQuerySet:
        """The tags whose names an author may see: those of posts visible to them, and those without posts.

        The other names occur only in drafts of other authors. Superusers see all.
        """
        if getattr(author, "is_superuser", False):
            return self
        uses = TaggedPost.objects.filter(tag=OuterRef("pk"))
        return self.filter(Exists(uses.visible_to(author)) | ~Exists(uses))


class TaggedPostQuerySet(models.QuerySet["TaggedPost"]):
    def visible_to(self, reader: Reader) -> TaggedPostQuerySet:
        """The rows of posts that this reader may see, by the publication times that the rows repeat."""
        return self.filter(is_visible_to(reader, author_id="content_object__author_id"))

    def sync_times(self, posts: Collection[int]) -> None:
        """Copy the publication times of these posts, given by primary key, to their rows."""
        times = TaggedPost.objects.filter(pk=OuterRef("pk")).values("content_object__published_at")
        self.filter(content_object__in=posts).update(published_at=Subquery(times))

    sync_times.alters_data = True  # type: ignore[attr-defined]


class Tag(Sluggable, TagBase):  # type: ignore[django-manager-missing]
    slug_source = "name"
    slug_fallback = "tag"
    published_count: int | None = None
    """How many published posts have it, if `notes.listings` has counted them."""

    name = models.CharField(_("name"), max_length=100, unique=True, validators=[validate_line, validate_tag_name])
    description = models.TextField(
        _("description"),
        blank=True,
        max_length=2000,
        validators=[validate_text, MaxLengthValidator(2000)],
        help_text=_("Shown above the tag's notes."),
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)
        constraints = (
            line_constraint("name", name="tag_name_is_a_line"),
            slug_constraint(name="tag_slug_is_valid"),
        )

    def get_absolute_url(self) -> str:
        return slug_url("tag_detail", self.slug)


class TaggedPost(ItemBase):
    """A tag of a post."""

    content_object = models.ForeignKey("notes.Post", on_delete=models.CASCADE, related_name="tagged_posts")
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="tagged_posts", db_index=False, verbose_name=_("tag")
    )
    # Repeats the post's time, since the index of a tag's pages can only order columns of one table.
    published_at = models.DateTimeField(null=True, editable=False)

    objects = TaggedPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("note tag")
        verbose_name_plural = _("note tags")
        constraints = (models.UniqueConstraint(fields=("tag", "content_object"), name="post_has_a_tag_once"),)
        # The pages, feed and count of a tag.
        indexes = (models.Index(fields=("tag", "-published_at", "-content_object"), name="tag_newest"),)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.published_at = self.content_object.published_at
        super().save(*args, **kwargs)


def load_tags(posts: Collection[int]) -> dict[int, list[Tag]]:
    """The tags of each of these posts, given by primary key, sorted by name. One query.

    Taggit's prefetch would build a query set for each post.
    """
    found: dict[int, list[Tag]] = defaultdict(list)
    tags: dict[int, Tag] = {}
    uses = TaggedPost.objects.filter(content_object__in=posts)
    for post, pk, *values in uses.values_list("content_object_id", *(f"tag__{column}" for column in COLUMNS)):
        if pk not in tags:
            tags[pk] = Tag(**dict(zip(COLUMNS, (pk, *values), strict=True)))
        found[post].append(tags[pk])
    return {post: sorted(found[post], key=lambda tag: tag.name) for post in posts}
