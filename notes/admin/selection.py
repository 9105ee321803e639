"""Validate the rows selected in a change list, by a filter or for an action."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest


class CheckedSelection(admin.ModelAdmin):  # type: ignore[type-arg]
    """Refuse filter values and primary keys that are out of range, to which Django would respond with 500."""

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            # `date_hierarchy` with a year that `datetime` cannot represent; Django catches only ValueError.
            raise IncorrectLookupParameters(error) from error

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any) -> Any:
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.clean(key, None)
        except ValidationError as error:
            raise BadRequest("selected rows that are not primary keys") from error
        return super().response_action(request, queryset, *args)
