"""The state of a post in the admin (draft, scheduled or published): label, badge and list filter."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from notes.models import Post


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")


def state_of(post: Post) -> State:
    if post.is_published:
        return State.PUBLISHED
    return State.SCHEDULED if post.is_scheduled else State.DRAFT


def state_badge(post: Post) -> SafeString:
    state = state_of(post)
    return format_html('<span class="state state-{}">{}</span>', state.value, state.label)


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return State.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Post]) -> QuerySet[Post]:
        match self.value():
            case State.DRAFT:
                return queryset.filter(published_at=None)
            case State.SCHEDULED:
                return queryset.filter(published_at__gt=timezone.now())
            case State.PUBLISHED:
                return queryset.filter(pk__in=Post.objects.published().order_by().values("pk"))
        return queryset
