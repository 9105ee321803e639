"""The form of a series, and the form for each of its posts: position, and removal from the series."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from notes.forms.versions import VersionedForm
from notes.models import Post, Series


class SeriesForm(VersionedForm):
    class Meta:
        model = Series
        fields = ("title", "slug", "description")


class SeriesPostForm(forms.ModelForm):  # type: ignore[type-arg]
    """One post of a series. A row that was not edited writes nothing, even if the position has changed meanwhile."""

    remove = forms.BooleanField(label=_("remove from series"), required=False, help_text=_("The note itself is kept."))

    class Meta:
        model = Post
        fields = ("series_position",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page sends the position it showed along, and changes are relative to that one.
        self.fields["series_position"].show_hidden_initial = True

    def clean_series_position(self) -> int | None:
        entered: int | None = self.cleaned_data["series_position"]
        stored: int | None = self.instance.series_position
        if self.instance.pk is None or "series_position" not in self.changed_data:
            # Its post was removed from the series meanwhile; the formset ignores the row.
            return stored
        initial_name = self.add_initial_prefix("series_position")
        if stored != entered and str(stored or "") != self.data.get(initial_name, ""):
            data = cast(QueryDict, self.data).copy()
            data[initial_name] = str(stored or "")
            self.data = data
            raise forms.ValidationError(
                _("This note was moved in another window; its position is now %(position)s. Save again to move it."),
                code="stale",
                params={"position": stored or "–"},
            )
        return entered

    def save(self, commit: bool = True) -> Any:
        """Save only the series and the position, because the rest of the post may be edited at the same time."""
        post: Post = self.instance
        if self.cleaned_data["remove"]:
            post.series = None
        if commit:
            post.expected_version = post.version
            post.save(update_fields=["series", "series_position"])
        return post
