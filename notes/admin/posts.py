"""Posts in the admin: the list of them, and the surface they are written on."""

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
from notes.admin.access import posts_edited_by, sees_everything
from notes.admin.privacy import DraftPrivacy
from notes.admin.states import State, StateFilter, state_of, state_word
from notes.admin.versions import VersionedAdmin
from notes.forms.posts import PostForm
from notes.heavy_requests import slot
from notes.models import Post, Series
from notes.models.posts import PostQuerySet
from notes.render_cache.broken_references import broken_references
from notes.render_cache.posts import has_failed

NOT_IN_THE_LIST = ("body", "summary")


@admin.register(Post)
class PostAdmin(VersionedAdmin, DraftPrivacy):
    """An author sees and edits their own posts; a superuser everybody's, and whose they are."""

    form = PostForm
    actions = (actions.publish, actions.unpublish, actions.pin, actions.unpin)
    date_hierarchy = "published_at"
    list_display = ("title", "state", "published_at", "series", "tag_names", "language", "is_pinned")
    list_per_page = 50
    search_fields = ("title", "slug", "summary", "body", "tagged_posts__tag__name")

    def get_queryset(self, request: HttpRequest) -> PostQuerySet:
        return posts_edited_by(request.user).for_listing()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        page.result_list = page.result_list.defer(*NOT_IN_THE_LIST)
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
        return state_word(post)

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
            # A series can be begun from here; nothing is to be deleted by a slip of the hand.
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
        # The editor takes the whole width.
        return super().changeform_view(
            request, object_id, form_url, {"is_nav_sidebar_enabled": False, **(extra_context or {})}
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # Not the object of the form, which already carries what a refused form has asked for.
        post = kwargs.get("obj")
        stored = Post.objects.filter(pk=post.pk).defer(*NOT_IN_THE_LIST).first() if post else None
        context |= {
            "stored": stored,
            "state": state_of(stored) if stored else State.DRAFT,
            "is_writing": self.has_change_permission(request, post) if post else self.has_add_permission(request),
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
        if form.keeps_time:
            self.message_user(request, kept_time(obj), messages.WARNING)
        # Rendering takes time: not while the transaction keeps readers from the page cache and others from saving.
        transaction.on_commit(partial(self._check, request, before, obj), robust=True)

    def _check(self, request: HttpRequest, before: Post | None, post: Post) -> None:
        """Renders what was saved, and tells the author what is wrong with it."""
        with slot() as is_free:
            if not is_free:
                said = _("The note is saved. The server is too busy to check it now; see the preview for problems.")
                self.message_user(request, said, messages.INFO)
                return
            broken = broken_references(before, post, request.user) if before else ()
            is_unrendered = has_failed(post)
        for other, labels in broken:
            said = _("“%(title)s” links to labels that no longer exist in this note: %(labels)s.")
            self.message_user(request, said % {"title": other.title, "labels": ", ".join(labels)}, messages.WARNING)
        if is_unrendered:
            said = _(
                "The note is saved but could not be rendered, so readers see its source. This is an error in Lemma, "
                "not in your text. It has been logged."
            )
            self.message_user(request, said, messages.WARNING)

    def response_add(self, request: HttpRequest, obj: Post, post_url_continue: str | None = None) -> HttpResponse:
        return self._back_to_the_editor(request, obj)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        return self._back_to_the_editor(request, obj)

    def _back_to_the_editor(self, request: HttpRequest, post: Post) -> HttpResponse:
        self.message_user(request, outcome(post), messages.SUCCESS)
        if not self.has_view_or_change_permission(request, post):
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(reverse("admin:notes_post_change", args=[post.pk]))


def kept_time(post: Post) -> str:
    """Why the time that was entered was not saved."""
    if post.published_at is None:
        return gettext(
            "Drafts have no publication time, so the time you entered was not saved. Press “Publish” to schedule "
            "this note."
        )
    return gettext(
        "The publication time was not changed, because saving never publishes or unpublishes a note. Use "
        "“Publish now” or “Revert to draft”."
    )


def outcome(post: Post) -> str:
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
