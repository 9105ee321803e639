"""Tags in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from taggit.admin import Tag as TaggitTag

from notes.admin.access import posts_counted_for
from notes.admin.privacy import DraftPrivacy
from notes.admin.slug_redirects import FormerAddresses
from notes.admin.versions import VersionedAdmin
from notes.forms.tags import TagForm
from notes.models import Tag

# Importing taggit's admin registers a page for its own model, which this site does not use.
admin.site.unregister(TaggitTag)


@admin.register(Tag)
class TagAdmin(VersionedAdmin, FormerAddresses, DraftPrivacy):
    form = TagForm
    ordering = ("name",)
    list_display = ("name", "slug", "post_count")
    search_fields = ("name", "slug", "description")
    fields = ("name", "slug", "description", "former_addresses")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        counted = Q(tagged_posts__content_object__in=posts_counted_for(request.user).order_by())
        tags = Tag.objects.known_to(request.user).order_by(*self.ordering)
        return tags.annotate(post_count=Count("tagged_posts", filter=counted, distinct=True))

    @admin.display(description=_("notes"), ordering="post_count")
    def post_count(self, tag: Any) -> int:
        count: int = tag.post_count
        return count
