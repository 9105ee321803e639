"""Optimistic locking in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from notes.models.versions import StaleVersion


class VersionedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        while True:
            try:
                return super().changeform_view(request, *args, **kwargs)
            except StaleVersion:
                # Another save was committed between the validation of this form and its write, which was rolled back.
                # Validating again finds the other version and shows the conflict.
                continue
