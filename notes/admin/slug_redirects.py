"""The former addresses of a thing, shown where it is edited."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from notes.models.permalinks import Sluggable


class FormerAddresses(admin.ModelAdmin):  # type: ignore[type-arg]
    readonly_fields = ("former_addresses",)

    @admin.display(description=_("old slugs"))
    def former_addresses(self, thing: Sluggable) -> str:
        """The slugs that still lead here, separated by commas."""
        slugs = thing.slug_redirects.order_by("slug").values_list("slug", flat=True) if thing.pk else ()
        return ", ".join(slugs) or "–"
