"""A datetime field with the precision of `<input type="datetime-local">`: minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms


class MinuteDateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MinuteDateTimeField(forms.DateTimeField):
    widget = MinuteDateTimeInput

    def has_changed(self, initial: datetime | None, data: Any) -> bool:
        """Whether the minute differs. The input does not show seconds, so they are ignored."""
        return super().has_changed(initial and initial.replace(second=0, microsecond=0), data)
