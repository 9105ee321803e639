"""Posts in the admin: the change list and the editor."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from notes.admin import actions
from notes.admin.access import editable_posts, sees_everything
from notes.admin.privacy import DraftPrivacy
from notes.admin.states import State, StateFilter, state_badge, state_of
from notes.admin.versions import VersionedAdmin
from notes.forms.posts import PostForm
from notes.heavy_requests import slot
from notes.models import Post, Series
from notes.models.posts import PostQuerySet
from notes.render_cache.broken_references import broken_references
from notes.render_cache.posts import has_failed

NOT_LISTED = ("body", "summary")


@admin.register(Post)
class PostAdmin(VersionedAdmin, DraftPrivacy):
    """Authors see and edit their own posts; superusers see and edit all posts, and may change their authors."""

    form = PostForm
    actions = (actions.publish, actions.unpublish, actions.pin, actions.unpin)
    date_hierarchy = "published_at"
    list_display = ("title", "state", "published_at", "series", "tag_names", "language", "is_pinned")
    list_per_page = 50
    search_fields = ("title", "slug", "summary", "body", "tagged_posts__tag__name")

    def get_queryset(self, request: HttpRequest) -> PostQuerySet:
        return editable_posts(request.user).for_listing()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        page.result_list = page.result_list.defer(*NOT_LISTED)
        return page

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return (*self.list_display, "author") if sees_everything(request.user) else self.list_display

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        filters = (
            StateFilter,
            "pinned",
            "language",
            ("series", RelatedOnlyFieldListFilter),
            ("tagged_posts__tag", RelatedOnlyFieldListFilter),
        )
        return (*filters, ("author", RelatedOnlyFieldListFilter)) if sees_everything(request.user) else filters

    @admin.display(description=_("state"), ordering="published_at")
    def state(self, post: Post) -> SafeString:
        return state_badge(post)

    @admin.display(description=_("tags"))
    def tag_names(self, post: Post) -> str:
        return ", ".join(tag.name for tag in post.tags.all())

    @admin.display(description=_("pinned"), ordering="pinned")
    def is_pinned(self, post: Post) -> str:
        return str(_("Pinned")) if post.pinned else ""

    # The form

    def get_fields(self, request: HttpRequest, obj: Post | None = None) -> list[Any]:
        hidden = () if sees_everything(request.user) else ("author",)
        return [name for name in PostForm.Meta.fields if name not in hidden]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "series":
            kwargs["queryset"] = Series.objects.known_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = field.widget if field else None
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # Offer to add a series; do not offer to change or delete what other notes use.
            widget.can_add_related = widget.can_add_related and db_field.name == "series"
            widget.can_change_related = widget.can_view_related = widget.can_delete_related = False
        return field

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "author": request.user.pk,
            "language": get_language(),
            **super().get_changeform_initial_data(request),
        }

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        # The editor needs the whole width.
        return super().changeform_view(
            request, object_id, form_url, {"is_nav_sidebar_enabled": False, **(extra_context or {})}
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # Loaded again, because the form assigns submitted values to its instance even if they are invalid.
        post = kwargs.get("obj")
        stored = Post.objects.filter(pk=post.pk).defer(*NOT_LISTED).first() if post else None
        context |= {
            "stored": stored,
            "state": state_of(stored) if stored else State.DRAFT,
            "is_editable": self.has_change_permission(request, post) if post else self.has_add_permission(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving

    def save_model(self, request: HttpRequest, obj: Post, form: PostForm, change: bool) -> None:
        if not change and not sees_everything(request.user):
            obj.author_id = request.user.pk  # type: ignore[assignment]
        if change and form.is_edit:
            obj.updated_at = timezone.now()
        before = Post.objects.filter(pk=obj.pk).first() if "body" in form.changed_data else None
        super().save_model(request, obj, form, change)
        if form.is_time_ignored:
            self.message_user(request, ignored_time_message(obj), messages.WARNING)
        # Render after the commit: until then, readers bypass the page cache and other authors wait to save.
        transaction.on_commit(partial(self._render_and_report, request, before, obj), robust=True)

    def _render_and_report(self, request: HttpRequest, before: Post | None, post: Post) -> None:
        """Render the saved post, and show the author links that broke and a failed rendering."""
        with slot() as is_acquired:
            if not is_acquired:
                message = _("The note is saved. The server is too busy to check it now; see the preview for problems.")
                self.message_user(request, message, messages.INFO)
                return
            broken = broken_references(before, post, request.user) if before else ()
            is_failed = has_failed(post)
        for other, labels in broken:
            message = _("“%(title)s” links to labels that no longer exist in this note: %(labels)s.")
            self.message_user(request, message % {"title": other.title, "labels": ", ".join(labels)}, messages.WARNING)
        if is_failed:
            message = _(
                "The note is saved but could not be rendered, so readers see its source. This is an error in Lemma, "
                "not in your text. It has been logged."
            )
            self.message_user(request, message, messages.WARNING)

    def response_add(self, request: HttpRequest, obj: Post, post_url_continue: str | None = None) -> HttpResponse:
        return self._redirect_to_editor(request, obj)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        return self._redirect_to_editor(request, obj)

    def _redirect_to_editor(self, request: HttpRequest, post: Post) -> HttpResponse:
        self.message_user(request, saved_message(post), messages.SUCCESS)
        if not self.has_view_or_change_permission(request, post):
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(reverse("admin:notes_post_change", args=[post.pk]))


def ignored_time_message(post: Post) -> str:
    """Why the publication time that was entered was not saved."""
    if post.published_at is None:
        return gettext(
            "Drafts have no publication time, so the time you entered was not saved. Press “Publish” to schedule "
            "this note."
        )
    return gettext(
        "The publication time was not changed, because saving never publishes or unpublishes a note. Use "
        "“Publish now” or “Revert to draft”."
    )


def saved_message(post: Post) -> str:
    """The message after saving a post."""
    match state_of(post):
        case State.PUBLISHED:
            return format_html(
                '{} <a href="{}">{}</a>',
                gettext("Saved and visible to readers."),
                post.get_absolute_url(),
                gettext("View on site"),
            )
        case State.SCHEDULED:
            when = timezone.localtime(post.published_at).strftime("%Y-%m-%d %H:%M")
            return gettext("Saved. Scheduled for %(when)s.") % {"when": when}
    return gettext("Draft saved. Only its author can see it.")
