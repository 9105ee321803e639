"""The form of a post: what a note consists of, checked together with the button that was pressed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from notes.forms.images import CoverInput, EncodedImageField
from notes.forms.moments import MomentField
from notes.forms.tags import TagsField
from notes.forms.texts import MarkdownField, WholeText
from notes.images import EncodedImage, store
from notes.models import Post

# A change to one of these is an edit that readers see, and that `updated_at` tells them of.
READ_BY_READERS = frozenset({"title", "body", "summary", "cover", "tags", "language"})


class PostForm(forms.ModelForm):  # type: ignore[type-arg]
    """A post with its tags.

    The name of the pressed button says what becomes of the time of publication: `_draft` and `_unpublish` clear it,
    `_publish` takes the time that was entered or the present, `_publish_now` the present, any other the field's value.
    """

    title = WholeText(
        label=_("title"),
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Title")}),
        limit_message=_("The title has %(show_value)d characters; at most %(limit_value)d are possible."),
        error_messages={"required": _("A note needs a title.")},
    )
    body = MarkdownField(label=_("text"), required=False)
    summary = WholeText(
        label=_("summary"),
        required=False,
        max_length=600,
        limit_message=_("The summary has %(show_value)d characters; at most %(limit_value)d are possible."),
        help_text=Post._meta.get_field("summary").help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cover = EncodedImageField(label=_("cover"), folder="covers", required=False, widget=CoverInput)
    tags = TagsField(
        label=_("tags"), required=False, help_text=_("Separated by commas. A name that is new makes a new tag.")
    )
    published_at = MomentField(label=_("published at"), required=False)
    # Which state of the post the author saw: two windows must not overwrite each other unnoticed.
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Post
        fields = (
            "title",
            "body",
            "summary",
            "cover",
            "tags",
            "series",
            "series_position",
            "language",
            "pinned",
            "published_at",
            "slug",
            "author",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        if self.instance.pk is None:
            self.fields["title"].widget.attrs["autofocus"] = True
        else:
            self.initial["based_on"] = self.instance.updated_at.isoformat()
        for field in self.fields.values():
            field.label = capfirst(field.label or "")
            # A change is measured by what is stored; for a computed default Django would take the page's word instead.
            field.show_hidden_initial = False

    @property
    def is_edit(self) -> bool:
        """Whether readers would notice what has changed."""
        return not READ_BY_READERS.isdisjoint(self.changed_data)

    @property
    def drops_the_time(self) -> bool:
        """Whether a time was chosen for what was then saved as a draft."""
        return "_draft" in self.data and "published_at" in self.changed_data and bool(self.data.get("published_at"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_that_nobody_else_saved(cleaned.get("based_on", ""))
        if "published_at" in cleaned:
            cleaned["published_at"] = self._published_at(cleaned["published_at"])
        if "series_position" in cleaned:
            cleaned["series_position"] = self._series_position(cleaned)
        if "cover" in cleaned:
            cleaned["cover"] = self._cover(cleaned["cover"])
        return cleaned

    def _check_that_nobody_else_saved(self, seen: str) -> None:
        if not seen or not self.instance.pk or seen == (stored := self.instance.updated_at.isoformat()):
            return
        # The page that tells so has seen the other text: saving again from there is a decision.
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("based_on")] = stored
        self.data = data
        raise forms.ValidationError(
            _(
                "This note was saved elsewhere while you were writing. Your text is still here, unsaved: look at the "
                "other one in a new tab, then save again to replace it."
            )
        )

    def _published_at(self, entered: datetime | None) -> datetime | None:
        if "_draft" in self.data or "_unpublish" in self.data:
            return None
        if "_publish_now" in self.data:
            return timezone.now()
        if "published_at" not in self.changed_data:
            entered = self.instance.published_at
        return entered or timezone.now() if "_publish" in self.data else entered

    def _series_position(self, cleaned: dict[str, Any]) -> int | None:
        """The position entered; none outside a series, and none (the last) in a series that was just chosen."""
        has_moved = "series" in self.changed_data and "series_position" not in self.changed_data
        return None if has_moved or not cleaned.get("series") else cleaned["series_position"]

    def _cover(self, cover: Any) -> Any:
        """What the model's field takes: the name of the stored image, or `False` to have none."""
        if not isinstance(cover, EncodedImage):
            return cover
        if self.errors:
            # The form comes back, and the browser asks for the file again: nothing is kept for it.
            return self.instance.cover
        store(cover)
        return cover.name
