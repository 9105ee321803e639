"""Tags in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from taggit.admin import Tag as TaggitTag

from notes.admin.access import listable_posts
from notes.admin.terms import TermAdmin
from notes.forms.tags import TagForm
from notes.models import Tag

# Importing taggit's admin registers its own model, which this site does not use.
admin.site.unregister(TaggitTag)


@admin.register(Tag)
class TagAdmin(TermAdmin):
    form = TagForm
    ordering = ("name",)
    list_display = ("name", "slug", "post_count")
    search_fields = ("name", "slug", "description")
    fields = ("name", "slug", "description", "old_slugs")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        counted = Q(tagged_posts__content_object__in=listable_posts(request.user).order_by())
        tags = Tag.objects.known_to(request.user).order_by(*self.ordering)
        return tags.annotate(post_count=Count("tagged_posts", filter=counted, distinct=True))
