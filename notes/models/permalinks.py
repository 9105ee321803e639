"""Addresses that last: what once had a slug is found by it for ever."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notes.models.versions import Versioned
from notes.slugs import MAX_SLUG_LENGTH, free_slug, slug_for

M = TypeVar("M", bound="Addressed")

SLUG = re.compile(rf"[-\w]{{1,{MAX_SLUG_LENGTH}}}")


@lru_cache(maxsize=4096)
def address(view: str, slug: str) -> str:
    """Where a thing is. A list has dozens of links, and Django would work out each of them anew."""
    return reverse(view, args=[slug])


def is_slug(text: str) -> bool:
    """Whether anything can have this slug: what a visitor typed may hold characters that no database takes."""
    return SLUG.fullmatch(text) is not None


class FormerSlug(models.Model):
    """A slug that `target` had before; a request for it is redirected."""

    slug = models.SlugField(_("slug"), max_length=MAX_SLUG_LENGTH, unique=True, allow_unicode=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.slug


class AddressedQuerySet(models.QuerySet[M]):
    """Rows that are found by their slug."""

    def at(self, slug: str) -> M | None:
        """The row that has this slug, or had it before; its `slug` then differs from the one that was asked for."""
        if not is_slug(slug):
            return None
        return self.filter(slug=slug).first() or self.filter(former_slugs__slug=slug).first()


class Addressed(Versioned):
    """A thing with an address of its own: gets a slug from its title once, and keeps the slugs it had.

    A concrete model has a `slug` field, says in `slug_source` which field the first slug comes from and in
    `slug_fallback` what to take when that holds no word; its kind of `FormerSlug` points to it as `former_slugs`.
    """

    slug_source: ClassVar[str] = "title"
    slug_fallback: ClassVar[str]
    slug: Any
    former_slugs: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self._take_slug()
        if update_fields is not None and "slug" not in (update_fields := set(update_fields)):
            # The slug in memory may be an old one: it is not saved, so nothing follows from it.
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        with transaction.atomic():
            former = type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first()  # type: ignore[misc]
            super().save(*args, update_fields=update_fields, **kwargs)
            if former != self.slug:
                self._remember(former)

    def clean(self) -> None:
        # Forms check the constraints before they save: a slug must be there by then.
        super().clean()
        self._take_slug()

    def _take_slug(self) -> None:
        if not self.slug:
            self.slug = self.wished_slug()

    def wished_slug(self) -> str:
        """A free slug made from the title."""
        wish = slug_for(getattr(self, self.slug_source)) or self.slug_fallback
        return free_slug(wish, self._is_taken)

    def _is_taken(self, slug: str) -> bool:
        others = type(self)._base_manager.exclude(pk=self.pk)
        return others.filter(models.Q(slug=slug) | models.Q(former_slugs__slug=slug)).exists()

    def _remember(self, former: str | None) -> None:
        # A slug in use leads to its owner, even if somebody else had it before.
        manager = self.former_slugs.model._default_manager
        manager.filter(slug=self.slug).delete()
        if former:
            manager.update_or_create(slug=former, defaults={"target": self})


class FormerPostSlug(FormerSlug):
    target = models.ForeignKey("notes.Post", on_delete=models.CASCADE, related_name="former_slugs")

    class Meta(FormerSlug.Meta):
        verbose_name = _("note redirect")
        verbose_name_plural = _("note redirects")


class FormerTagSlug(FormerSlug):
    target = models.ForeignKey("notes.Tag", on_delete=models.CASCADE, related_name="former_slugs")

    class Meta(FormerSlug.Meta):
        verbose_name = _("tag redirect")
        verbose_name_plural = _("tag redirects")


class FormerSeriesSlug(FormerSlug):
    target = models.ForeignKey("notes.Series", on_delete=models.CASCADE, related_name="former_slugs")

    class Meta(FormerSlug.Meta):
        verbose_name = _("series redirect")
        verbose_name_plural = _("series redirects")
