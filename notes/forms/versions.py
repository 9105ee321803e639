"""Optimistic locking for forms: refuse to save over a newer version, and show both versions field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Difference:
    """A field whose submitted value differs from the stored one."""

    label: str
    stored: str
    submitted: str


class VersionField(forms.CharField):
    """The version of the row when the form was rendered."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that overwrites only the version it was rendered from.

    The version is a hidden field. If the stored version is newer, nothing is saved, `conflict` lists the differences,
    and the form is shown again with the stored version, so that submitting it again overwrites that one. The model's
    `save` repeats the check in the database.
    """

    version = VersionField(required=False)
    conflict: Sequence[Difference] = ()

    conflict_message: Any = gettext_lazy(
        "This was saved in another window while you were editing. Your changes are still here but not saved. "
        "Compare the two versions below; saving again overwrites the saved version with yours."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is not None:
            stored = self.instance.version
            if cleaned.get("version") != str(stored) and self.changed_data:
                self.conflict = [self._difference(name) for name in self.changed_data]
                self.add_error(None, forms.ValidationError(self.conflict_message, code="stale"))
                data = cast(QueryDict, self.data).copy()
                data[self.add_prefix("version")] = str(stored)
                self.data = data
            self.instance.expected_version = stored
        return cleaned

    def _difference(self, name: str) -> Difference:
        bound = self[name]
        return Difference(
            str(bound.label), display_value(bound.field, bound.initial), display_value(bound.field, bound.data)
        )


def display_value(field: forms.Field, value: Any) -> str:
    """A stored or submitted value of a field as text, for comparison."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.FileField):
        return str(getattr(value, "name", None) or "")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(key): str(label) for key, label in choices}
        return labels.get(str(value), "") if value else ""
    return str(field.widget.format_value(field.prepare_value(value)) or "")
