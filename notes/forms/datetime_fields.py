"""Moments as a browser's own date and time input gives them: to the minute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    widget = MomentInput

    def has_changed(self, initial: datetime | None, data: Any) -> bool:
        """Whether the author chose another minute: the seconds that the input does not show are no change."""
        return super().has_changed(initial and initial.replace(second=0, microsecond=0), data)
