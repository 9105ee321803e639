"""The rows that an author selects in a list for an action."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest


class CheckedSelection(admin.ModelAdmin):  # type: ignore[type-arg]
    """Refuses a selection that is not made of primary keys, with which Django would answer 500."""

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any) -> Any:
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(key.isascii() and key.isdecimal() for key in selected):
            raise BadRequest("selected rows that are not primary keys")
        return super().response_action(request, queryset, *args)
