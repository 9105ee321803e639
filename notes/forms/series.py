"""A post as one row of its series: where it stands, and whether it stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notes.models import Post


class SeriesPostForm(forms.ModelForm):  # type: ignore[type-arg]
    leaves = forms.BooleanField(
        label=_("take out"), required=False, help_text=_("The post stays as it is, without a series.")
    )

    class Meta:
        model = Post
        fields = ("series_position",)

    def save(self, commit: bool = True) -> Any:
        """Writes the place in the series alone: somebody may be writing the post's text at the same time."""
        post: Post = self.instance
        if self.cleaned_data["leaves"]:
            post.series = None
        if commit:
            post.save(update_fields=["series", "series_position"])
        return post
