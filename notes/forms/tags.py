"""Tags as a line of names, separated by Western or Chinese commas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from notes.forms.versions import VersionedForm
from notes.models import Tag
from notes.models.tags import SEPARATOR
from notes.models.validation import validate_line


def split_tag_names(text: str) -> list[str]:
    """The names in the order entered, without duplicates; names that differ in case only are duplicates."""
    names: dict[str, str] = {}
    for piece in SEPARATOR.split(text):
        if name := " ".join(piece.split()):
            names.setdefault(name.casefold(), name)
    return list(names.values())


class TagsInput(forms.TextInput):
    """A line of text, which the editor's script replaces by chips with completion."""

    def format_value(self, value: Any) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return ", ".join(tag.name for tag in value)


class TagsField(TagField):
    """Taggit's field with our separators: taggit splits at spaces, too, which breaks "random forest"."""

    widget = TagsInput

    def clean(self, value: Any) -> list[str]:
        names = split_tag_names(forms.CharField.clean(self, value))
        limit = Tag._meta.get_field("name").max_length or 100
        if long := [name for name in names if len(name) > limit]:
            raise forms.ValidationError(
                _("Tags can have at most %(limit)d characters; “%(name)s…” has %(length)d. Separate tags with commas."),
                code="max_length",
                params={"limit": limit, "name": long[0][:30], "length": len(long[0])},
            )
        for name in names:
            validate_line(name)
        return names

    def has_changed(self, initial: Iterable[Tag] | None, data: Any) -> bool:
        before = {tag.name.casefold() for tag in initial or ()}
        return before != {name.casefold() for name in split_tag_names(str(data or ""))}


class TagForm(VersionedForm):
    class Meta:
        model = Tag
        fields = ("name", "slug", "description")

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if Tag.objects.exclude(pk=self.instance.pk).filter(name__iexact=name).exists():
            raise forms.ValidationError(_("A tag with this name already exists."), code="unique")
        return name
