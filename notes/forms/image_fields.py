"""Form fields for images, which are re-encoded before they are stored."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notes.images import MAX_BYTES, EncodedImage, InvalidImage, encode, store


class EncodedImageField(forms.FileField):
    """A file field that accepts images and whose value is the encoded image. File names are ignored."""

    def __init__(self, *, folder: str = "images", **kwargs: Any) -> None:
        self.folder = folder
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            # A form that lost a race against another save is validated twice.
            upload.seek(0)
            # One byte over the limit is enough for `encode` to refuse the file.
            return encode(upload.read(MAX_BYTES + 1), self.folder)
        except InvalidImage as error:
            raise forms.ValidationError(str(error), code="invalid_image") from error


class ImageForm(forms.Form):
    """The upload of an image for the text of a note."""

    image = EncodedImageField(error_messages={"required": _("Choose an image."), "empty": _("The file is empty.")})

    def save(self) -> str:
        """Store the image and return its URL. Raises `ImageNotStored`."""
        image: EncodedImage = self.cleaned_data["image"]
        return store(image)


class CoverInput(forms.ClearableFileInput):
    """A file input that shows the current cover."""

    template_name = "editor/cover_input.html"
