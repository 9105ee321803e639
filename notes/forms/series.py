"""Series, and the posts of a series as rows: where each stands, and whether it stays."""

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
    """One post of a series. A row that the author did not touch writes nothing, whatever its position is by now."""

    leaves = forms.BooleanField(label=_("remove from series"), required=False, help_text=_("The note itself is kept."))

    class Meta:
        model = Post
        fields = ("series_position",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The page repeats the position that it shows: a change is measured by that one.
        self.fields["series_position"].show_hidden_initial = True

    def clean_series_position(self) -> int | None:
        entered: int | None = self.cleaned_data["series_position"]
        stored: int | None = self.instance.series_position
        if self.instance.pk is None or "series_position" not in self.changed_data:
            # A row without a post is one that left the series elsewhere: the formset writes nothing for it.
            return stored
        on_page = self.add_initial_prefix("series_position")
        if stored != entered and str(stored or "") != self.data.get(on_page, ""):
            data = cast(QueryDict, self.data).copy()
            data[on_page] = str(stored or "")
            self.data = data
            raise forms.ValidationError(
                _("This note was moved in another window; its position is now %(position)s. Save again to move it."),
                code="stale",
                params={"position": stored or "–"},
            )
        return entered

    def save(self, commit: bool = True) -> Any:
        """Save the place in the series only: somebody may be writing the post's text at the same time."""
        post: Post = self.instance
        if self.cleaned_data["leaves"]:
            post.series = None
        if commit:
            post.expected_version = post.version
            post.save(update_fields=["series", "series_position"])
        return post
