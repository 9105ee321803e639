"""Series in the admin, with an inline form for the order of their posts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms.widgets import Script
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from notes.admin.access import editable_posts, listable_posts
from notes.admin.states import state_badge
from notes.admin.terms import TermAdmin
from notes.forms.series import SeriesForm, SeriesPostForm
from notes.models import Post, Series


class SeriesPostInline(admin.TabularInline):  # type: ignore[type-arg]
    """The posts of a series that the user may see. Changing their order takes the permission to change series."""

    model = Post
    form = SeriesPostForm
    template = "admin/notes/series/posts.html"
    fields = ("linked_title", "state", "series_position", "remove")
    readonly_fields = ("linked_title", "state")
    can_delete = False
    view_on_site = False
    verbose_name_plural = _("notes in this series")

    class Media:
        js = (Script("js/series_order.js", type="module"),)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        editable = editable_posts(request.user).values("pk")
        posts = listable_posts(request.user).defer("body", "summary")
        return posts.annotate(is_own=Q(pk__in=editable)).in_series_order()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("notes.view_series") or self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Offer no empty row: a post is added to a series in its own form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("notes.change_series")

    @admin.display(description=_("title"))
    def linked_title(self, post: Any) -> SafeString:
        """The title, linked to the editor or, for another author's post, to its page."""
        address = reverse("admin:notes_post_change", args=[post.pk]) if post.is_own else post.get_absolute_url()
        return format_html('<a href="{}">{}</a>', address, post.title)

    @admin.display(description=_("state"))
    def state(self, post: Post) -> SafeString:
        return state_badge(post)


@admin.register(Series)
class SeriesAdmin(TermAdmin):
    form = SeriesForm
    ordering = ("title",)
    list_display = ("title", "slug", "post_count")
    search_fields = ("title", "slug", "description")
    fields = ("title", "slug", "description", "old_slugs")
    inlines = (SeriesPostInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Series]:
        counted = Q(posts__in=listable_posts(request.user).order_by())
        series = Series.objects.known_to(request.user).order_by(*self.ordering)
        return series.annotate(post_count=Count("posts", filter=counted, distinct=True))

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        """Name no posts, since all authors can read the history of a series."""
        message: list[dict[str, Any]] = super().construct_change_message(request, form, [], add)
        if any(formset.has_changed() for formset in formsets):
            # Django translates the field names when it shows the history.
            message.append({"changed": {"fields": ["notes in this series"]}})
        return message
