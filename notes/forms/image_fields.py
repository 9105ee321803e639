"""Uploaded images, written anew before anything is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notes.images import MAX_BYTES, EncodedImage, InvalidImage, encode, store


class EncodedImageField(forms.FileField):
    """A file that Pillow can read, whatever its name says; its value is the image as it will be kept."""

    def __init__(self, *, folder: str = "images", **kwargs: Any) -> None:
        self.folder = folder
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            # A form that lost a race is checked twice.
            upload.seek(0)
            # One byte over the limit is enough for `encode` to refuse the file in its own words.
            return encode(upload.read(MAX_BYTES + 1), self.folder)
        except InvalidImage as error:
            raise forms.ValidationError(str(error), code="invalid_image") from error


class ImageForm(forms.Form):
    """An image that goes into a note's text."""

    image = EncodedImageField(error_messages={"required": _("Choose an image."), "empty": _("The file is empty.")})

    def save(self) -> str:
        """Keeps the image and returns its address. Raises `ImageNotStored`."""
        image: EncodedImage = self.cleaned_data["image"]
        return store(image)


class CoverInput(forms.ClearableFileInput):
    """A file input that shows the cover that is there."""

    template_name = "editor/cover_input.html"
