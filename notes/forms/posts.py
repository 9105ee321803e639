"""The form of a post. The pressed button decides what happens to the publication time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from notes.forms.datetime_fields import MinuteDateTimeField
from notes.forms.image_fields import CoverInput, EncodedImageField
from notes.forms.tags import TagsField
from notes.forms.text_fields import MarkdownField, UntruncatedCharField
from notes.forms.versions import VersionedForm
from notes.images import EncodedImage, ImageNotStored, store
from notes.models import Post

# Changing one of these fields sets `updated_at`.
FIELDS_SHOWN_TO_READERS = frozenset({"title", "body", "summary", "cover", "tags", "language"})


class PostForm(VersionedForm):
    """A post with its tags.

    `_publish` sets the publication time that was entered, or now; `_publish_now` sets it to now; `_unpublish` clears
    it. Any other button only saves: a draft stays a draft, a scheduled post scheduled, and a published post published.
    """

    title = UntruncatedCharField(
        label=_("title"),
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Title")}),
        limit_message=_("The title has %(show_value)d characters; the limit is %(limit_value)d."),
        error_messages={"required": _("Enter a title.")},
    )
    body = MarkdownField(label=_("body"), required=False)
    summary = UntruncatedCharField(
        label=_("summary"),
        required=False,
        max_length=600,
        limit_message=_("The summary has %(show_value)d characters; the limit is %(limit_value)d."),
        help_text=Post._meta.get_field("summary").help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    cover = EncodedImageField(label=_("cover"), folder="covers", required=False, widget=CoverInput)
    tags = TagsField(
        label=_("tags"), required=False, help_text=_("Separate with commas. New tags are created automatically.")
    )
    published_at = MinuteDateTimeField(label=_("publication time"), required=False)
    is_time_ignored = False
    """Whether the time that was entered was ignored, because saving alone must not publish or unpublish the post."""
    conflict_message = _(
        "This note was saved in another window while you were editing. Your changes are still here but not "
        "saved. Compare the two versions below; saving again overwrites the saved version with yours."
    )

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
        for field in self.fields.values():
            field.label = capfirst(field.label or "")
            # Compare with the stored value. For a callable default, Django would compare with the value the page sends.
            field.show_hidden_initial = False

    @property
    def is_edit(self) -> bool:
        """Whether a field that readers see was changed."""
        return not FIELDS_SHOWN_TO_READERS.isdisjoint(self.changed_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "published_at" in cleaned:
            cleaned["published_at"] = self._published_at(cleaned["published_at"])
        if "series_position" in cleaned:
            cleaned["series_position"] = self._series_position(cleaned)
        if "cover" in cleaned:
            cleaned["cover"] = self._cover(cleaned["cover"])
        return cleaned

    def _published_at(self, entered: datetime | None) -> datetime | None:
        now, stored = timezone.now(), self.instance.published_at
        if "published_at" not in self.changed_data:
            # Keep the seconds, which the input does not show.
            entered = stored
        if "_unpublish" in self.data:
            return None
        if "_publish_now" in self.data:
            return stored if stored and stored <= now else now
        if "_publish" in self.data:
            return entered or now
        self.is_time_ignored = publication_state(entered, now) != publication_state(stored, now)
        return stored if self.is_time_ignored else entered

    def _series_position(self, cleaned: dict[str, Any]) -> int | None:
        """The position entered; `None` without a series, and `None` (last) in a series that was just chosen."""
        has_moved = "series" in self.changed_data and "series_position" not in self.changed_data
        return None if has_moved or not cleaned.get("series") else cleaned["series_position"]

    def _cover(self, cover: Any) -> Any:
        """The value for the model's field: the name of the stored image, or `False` to remove the cover."""
        if not isinstance(cover, EncodedImage):
            return cover
        if self.errors:
            # The form is invalid and is shown again, where the file has to be chosen again.
            return self.instance.cover
        try:
            store(cover)
        except ImageNotStored as error:
            self.add_error("cover", str(error))
            return self.instance.cover
        return cover.name


def publication_state(published_at: datetime | None, now: datetime) -> tuple[bool, bool]:
    """Draft, scheduled or published, as a value to compare."""
    return published_at is not None, published_at is not None and published_at <= now
