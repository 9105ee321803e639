"""What the admin pages of tags and series have in common."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from notes.admin.privacy import DraftPrivacy
from notes.admin.versions import VersionedAdmin
from notes.models.permalinks import Sluggable


class TermAdmin(VersionedAdmin, DraftPrivacy):
    """Base of `TagAdmin` and `SeriesAdmin`, whose query sets annotate `post_count`."""

    readonly_fields = ("old_slugs",)

    @admin.display(description=_("old slugs"))
    def old_slugs(self, term: Sluggable) -> str:
        """The slugs that redirect to this term, separated by commas."""
        slugs = term.slug_redirects.order_by("slug").values_list("slug", flat=True) if term.pk else ()
        return ", ".join(slugs) or "–"

    @admin.display(description=_("notes"), ordering="post_count")
    def post_count(self, term: Any) -> int:
        count: int = term.post_count
        return count
