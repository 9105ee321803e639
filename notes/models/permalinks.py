"""Permanent URLs: slugs are generated once, and a former slug redirects to its owner."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notes.models.versions import Versioned
from notes.slugs import MAX_SLUG_LENGTH, free_slug, slug_for

M = TypeVar("M", bound="Sluggable")

SLUG = re.compile(rf"[-\w]{{1,{MAX_SLUG_LENGTH}}}")


@lru_cache(maxsize=4096)
def slug_url(view: str, slug: str) -> str:
    """The URL of a view that takes a slug. Cached, since a list page has dozens of links."""
    return reverse(view, args=[slug])


def is_slug(text: str) -> bool:
    """Whether a row can have this slug. What a visitor typed may contain characters that a database rejects."""
    return SLUG.fullmatch(text) is not None


class SlugRedirect(models.Model):
    """A former slug of `target`; requests for it are redirected."""

    slug = models.SlugField(_("slug"), max_length=MAX_SLUG_LENGTH, unique=True, allow_unicode=True)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return self.slug


class SluggableQuerySet(models.QuerySet[M]):
    def by_slug(self, slug: str) -> M | None:
        """The row with this slug or former slug; in the latter case its `slug` differs."""
        if not is_slug(slug):
            return None
        return self.filter(slug=slug).first() or self.filter(slug_redirects__slug=slug).first()

    def pks_by_slug(self, slugs: Collection[str]) -> dict[str, int]:
        """Primary keys by slug or former slug. A slug in use takes precedence over a former one."""
        if not slugs:
            return {}
        former = self.filter(slug_redirects__slug__in=slugs).values_list("slug_redirects__slug", "pk")
        return dict(former) | dict(self.filter(slug__in=slugs).values_list("slug", "pk"))


class Sluggable(Versioned):
    """A model with a permanent URL.

    The first slug is generated from the field `slug_source`, or is `slug_fallback` if that contains no word. The
    model's `SlugRedirect` refers to it with the related name `slug_redirects`.
    """

    slug_source: ClassVar[str] = "title"
    slug_fallback: ClassVar[str]
    slug_redirects: Any

    slug = models.SlugField(
        _("slug"),
        max_length=MAX_SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the URL. Generated if left empty. Old URLs redirect here."),
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self._ensure_slug()
        if update_fields is not None and "slug" not in (update_fields := set(update_fields)):
            # The slug in memory may be outdated. It is not saved, so it changes no redirect.
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        with transaction.atomic():
            former = type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first()
            super().save(*args, update_fields=update_fields, **kwargs)
            if former != self.slug:
                self._sync_redirects(former)

    def clean(self) -> None:
        # Forms check the constraints before they save: the slug must be set by then.
        super().clean()
        self._ensure_slug()

    def _ensure_slug(self) -> None:
        if not self.slug:
            words = slug_for(getattr(self, self.slug_source)) or self.slug_fallback
            self.slug = free_slug(words, self._is_taken)

    def _is_taken(self, slug: str) -> bool:
        others = type(self)._base_manager.exclude(pk=self.pk)
        return others.filter(models.Q(slug=slug) | models.Q(slug_redirects__slug=slug)).exists()

    def _sync_redirects(self, former: str | None) -> None:
        manager = self.slug_redirects.model._default_manager
        # The slug now leads here, even if it redirected to another row.
        manager.filter(slug=self.slug).delete()
        if former:
            manager.update_or_create(slug=former, defaults={"target": self})


class PostSlugRedirect(SlugRedirect):
    target = models.ForeignKey("notes.Post", on_delete=models.CASCADE, related_name="slug_redirects")

    class Meta(SlugRedirect.Meta):
        verbose_name = _("note redirect")
        verbose_name_plural = _("note redirects")


class TagSlugRedirect(SlugRedirect):
    target = models.ForeignKey("notes.Tag", on_delete=models.CASCADE, related_name="slug_redirects")

    class Meta(SlugRedirect.Meta):
        verbose_name = _("tag redirect")
        verbose_name_plural = _("tag redirects")


class SeriesSlugRedirect(SlugRedirect):
    target = models.ForeignKey("notes.Series", on_delete=models.CASCADE, related_name="slug_redirects")

    class Meta(SlugRedirect.Meta):
        verbose_name = _("series redirect")
        verbose_name_plural = _("series redirects")
