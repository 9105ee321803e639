"""Bulk actions on posts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from notes.models import Post


@admin.action(description=_("Publish"), permissions=["change"])
def publish(model_admin: admin.ModelAdmin[Post], request: HttpRequest, posts: QuerySet[Post]) -> None:
    now = timezone.now()
    is_unpublished = Q(published_at=None) | Q(published_at__gt=now)
    count = update(model_admin, request, posts, is_unpublished, published_at=now)
    message = ngettext("Published %(count)d note.", "Published %(count)d notes.", count)
    report_count(model_admin, request, message, count)


@admin.action(description=_("Revert to draft"), permissions=["change"])
def unpublish(model_admin: admin.ModelAdmin[Post], request: HttpRequest, posts: QuerySet[Post]) -> None:
    count = update(model_admin, request, posts, Q(published_at__isnull=False), published_at=None)
    message = ngettext("Reverted %(count)d note to draft.", "Reverted %(count)d notes to drafts.", count)
    report_count(model_admin, request, message, count)


@admin.action(description=_("Pin to the front page"), permissions=["change"])
def pin(model_admin: admin.ModelAdmin[Post], request: HttpRequest, posts: QuerySet[Post]) -> None:
    count = update(model_admin, request, posts, Q(pinned=False), pinned=True)
    message = ngettext("Pinned %(count)d note.", "Pinned %(count)d notes.", count)
    report_count(model_admin, request, message, count)


@admin.action(description=_("Unpin"), permissions=["change"])
def unpin(model_admin: admin.ModelAdmin[Post], request: HttpRequest, posts: QuerySet[Post]) -> None:
    count = update(model_admin, request, posts, Q(pinned=True), pinned=False)
    message = ngettext("Unpinned %(count)d note.", "Unpinned %(count)d notes.", count)
    report_count(model_admin, request, message, count)


def update(
    model_admin: admin.ModelAdmin[Post], request: HttpRequest, posts: QuerySet[Post], condition: Q, **values: Any
) -> int:
    """Update those selected posts that still meet the condition, log it in their histories, and return their number.

    Writes these columns only, because the posts may have been changed since they were selected.
    """
    fields = [str(getattr(Post._meta.get_field(name), "verbose_name", name)) for name in values]
    with transaction.atomic():
        # The rows are locked so that exactly the posts that are updated get a history entry.
        selected = Post.objects.filter(condition, pk__in=posts.order_by().values("pk"))
        changed = list(selected.select_for_update().defer("body", "summary"))
        Post.objects.filter(pk__in=[post.pk for post in changed]).update(**values)
        for post in changed:
            model_admin.log_change(request, post, [{"changed": {"fields": fields}}])
    return len(changed)


def report_count(model_admin: admin.ModelAdmin[Post], request: HttpRequest, message: str, count: int) -> None:
    if count:
        model_admin.message_user(request, message % {"count": count}, messages.SUCCESS)
    else:
        model_admin.message_user(request, _("Nothing to change."), messages.INFO)
