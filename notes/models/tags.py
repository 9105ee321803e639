"""Tags: what a post is about, in a word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import DEFAULT_DB_ALIAS, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from notes.models.permalinks import Addressed, AddressedQuerySet, address
from notes.models.validation import line_constraint, slug_constraint, validate_line, validate_text
from notes.slugs import MAX_SLUG_LENGTH

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from notes.models.posts import Post


SEPARATOR = re.compile(r"[,，、\n]")
"""What separates the tags that an author types."""


def validate_tag_name(name: str) -> None:
    if SEPARATOR.search(name):
        raise ValidationError(_("Tag names cannot contain commas."), code="separator")


class TagQuerySet(AddressedQuerySet["Tag"]):
    def used_by(self, posts: models.QuerySet[Any]) -> TagQuerySet:
        """The tags of these posts, each with its `post_count` among them, the most used first."""
        uses = models.Count("tagged_posts", filter=models.Q(tagged_posts__content_object__in=posts), distinct=True)
        return self.annotate(post_count=uses).filter(post_count__gt=0).order_by("-post_count", "name")

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> TagQuerySet:
        """The tags under which this reader finds at least one post, with their `post_count` and in order."""
        readable = models.Q(tagged_posts__published_at__lte=timezone.now())
        if user.is_authenticated:
            readable |= models.Q(tagged_posts__content_object__author_id=user.pk)
        counted = self.annotate(post_count=models.Count("tagged_posts", filter=readable))
        return counted.filter(post_count__gt=0).order_by("-post_count", "name")

    def known_to(self, user: AbstractBaseUser | AnonymousUser) -> TagQuerySet:
        """The tags whose names an author may see: those of posts visible to them, and those of no post.

        The other names occur in other authors' drafts only. A superuser sees all.
        """
        if getattr(user, "is_superuser", False):
            return self
        uses = TaggedPost.objects.filter(tag=models.OuterRef("pk"))
        return self.filter(models.Exists(uses.visible_to(user)) | ~models.Exists(uses))


class TaggedPostQuerySet(models.QuerySet["TaggedPost"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> TaggedPostQuerySet:
        """The rows of the posts that are `visible_to` this reader, by the time that each row repeats."""
        is_readable = models.Q(published_at__lte=timezone.now())
        if user.is_authenticated:
            is_readable |= models.Q(content_object__author_id=user.pk)
        return self.filter(is_readable)


class Tag(Addressed, TagBase):  # type: ignore[django-manager-missing]
    slug_source = "name"
    slug_fallback = "tag"
    published_count: int | None = None
    """How many posts the world finds here, where `notes.listings.taxonomy` has counted them."""

    name = models.CharField(_("name"), max_length=100, unique=True, validators=[validate_line, validate_tag_name])
    slug = models.SlugField(
        _("slug"),
        max_length=MAX_SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the URL. Generated from the name if left empty. Old URLs redirect here."),
    )
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
        return address("tag_detail", self.slug)


class TaggedPost(ItemBase):
    """That a post has a tag."""

    content_object = models.ForeignKey("notes.Post", on_delete=models.CASCADE, related_name="tagged_posts")
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="tagged_posts", db_index=False, verbose_name=_("tag")
    )
    # The post's own time, kept here as well: a tag's page is read by an index only if one table holds tag and time.
    published_at = models.DateTimeField(null=True, editable=False)

    objects = TaggedPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("note tag")
        verbose_name_plural = _("note tags")
        constraints = (models.UniqueConstraint(fields=("tag", "content_object"), name="post_has_a_tag_once"),)
        # A tag's pages, feed and count.
        indexes = (models.Index(fields=("tag", "-published_at", "-content_object"), name="tag_newest"),)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.published_at = self.content_object.published_at
        super().save(*args, **kwargs)


COLUMNS = ("id", "name", "slug", "description")


def attach_tags(posts: Collection[Post]) -> None:
    """Gives posts their `tag_list`, in one query for all. Taggit's prefetch would make a query set for each post."""
    found: dict[int, list[Tag]] = defaultdict(list)
    # Posts of one page share many of their tags.
    tags: dict[int, Tag] = {}
    uses = TaggedPost.objects.filter(content_object__in=[post.pk for post in posts])
    for owner, *values in uses.values_list("content_object_id", *(f"tag__{column}" for column in COLUMNS)):
        key = values[0]
        if key not in tags:
            tags[key] = Tag.from_db(DEFAULT_DB_ALIAS, COLUMNS, values)
        found[owner].append(tags[key])
    for post in posts:
        post.tag_list = sorted(found[post.pk], key=lambda tag: tag.name)
