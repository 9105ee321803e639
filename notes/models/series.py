"""Series: posts that are read one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notes.models.permalinks import Addressed, AddressedQuerySet, address
from notes.models.validation import line_constraint, slug_constraint, validate_line, validate_text
from notes.slugs import MAX_SLUG_LENGTH

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from notes.models.posts import Post


class SeriesQuerySet(AddressedQuerySet["Series"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> SeriesQuerySet:
        """The series in which this reader finds a post, each with its `post_count` and `latest_at` for this reader."""
        readable = models.Q(posts__published_at__lte=timezone.now())
        if user.is_authenticated:
            readable |= models.Q(posts__author_id=user.pk)
        return (
            self.annotate(
                post_count=models.Count("posts", filter=readable),
                latest_at=models.Max("posts__published_at", filter=readable),
            )
            .filter(post_count__gt=0)
            .order_by("-latest_at", "title")
        )

    def known_to(self, user: AbstractBaseUser | AnonymousUser) -> SeriesQuerySet:
        """The series whose titles an author may see: those of posts visible to them, and those without a post.

        The other titles occur in other authors' drafts only. A superuser sees all.
        """
        from notes.models.posts import Post

        if getattr(user, "is_superuser", False):
            return self
        posts = Post.objects.filter(series=models.OuterRef("pk"))
        return self.filter(models.Exists(posts.visible_to(user)) | ~models.Exists(posts))


class Series(Addressed):
    slug_fallback = "series"
    published_count: int | None = None
    """How many posts the world finds here, where `notes.listings.taxonomy` has counted them."""
    first_posts: Sequence[Post]
    """The posts with which it begins, where `notes.listings.taxonomy` has looked them up."""

    title = models.CharField(_("title"), max_length=200, unique=True, validators=[validate_line])
    slug = models.SlugField(
        _("slug"),
        max_length=MAX_SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the URL. Generated from the title if left empty. Old URLs redirect here."),
    )
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
        return address("series_detail", self.slug)
