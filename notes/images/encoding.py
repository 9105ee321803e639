"""Storing images: Pillow decides what a file is, writes it anew, and the stored name says its digest and its size."""

from __future__ import annotations

import errno
import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from notes.images import raster, svg

MAX_BYTES = 10 * 1024 * 1024
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NotAnImage(ValueError):
    """The file cannot be kept as an image; the message tells the author why, and what to do."""


class NotStored(Exception):
    """The server could not write the image; the message tells the author what to do."""


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """An image as it is kept: `name` is below the media folder, sizes are in pixels."""

    name: str
    content: bytes
    width: int
    height: int


def encode(content: bytes, folder: str = "images") -> EncodedImage:
    """The image written anew, without what cameras and editors add. Raises `NotAnImage`."""
    if len(content) > MAX_BYTES:
        raise NotAnImage(
            _("The image is larger than %(limit)d MB. Reduce its size and try again.") % {"limit": MAX_BYTES >> 20}
        )
    try:
        encoded = raster.encoded(content)
    except raster.TooManyFrames as error:
        raise NotAnImage(
            _(
                "The animation is too long or too large: the limits are %(frames)d frames, and %(limit)d megapixels in "
                "all frames together. Shorten or resize it, or upload a still image."
            )
            % {"frames": raster.MAX_FRAMES, "limit": raster.MAX_ANIMATION_PIXELS // 1_000_000}
        ) from error
    except raster.TooLarge as error:
        raise NotAnImage(
            _("The image has more than %(limit)d megapixels. Resize it and try again.")
            % {"limit": raster.MAX_PIXELS // 1_000_000}
        ) from error
    except Exception as error:
        # Damaged files raise whatever the decoders come upon.
        raise NotAnImage(_("This file is not a supported image. Use PNG, JPEG, GIF, WebP or AVIF.")) from error
    return _named(folder, encoded.content, encoded.width, encoded.height, encoded.extension)


def encode_svg(content: bytes, folder: str = "images") -> EncodedImage:
    """A drawing from a file on the server, without scripts and references. Raises `NotAnImage`.

    Uploads never come here.
    """
    try:
        drawing = svg.sanitised(content)
    except svg.NoSize as error:
        raise NotAnImage(_("This SVG has no viewBox, so its size is unknown.")) from error
    except svg.BadDrawing as error:
        raise NotAnImage(_("This SVG cannot be imported: %(error)s.") % {"error": error}) from error
    return _named(folder, drawing.content, drawing.width, drawing.height, "svg")


def store(image: EncodedImage) -> str:
    """Keeps the image and returns its address; one that is there already is not written twice. Raises `NotStored`."""
    try:
        if not _is_stored(image):
            default_storage.save(image.name, ContentFile(image.content))
    except OSError as error:
        if error.errno in NO_SPACE:
            message = _("The server has no space left, so the image was not stored. Your text is not affected.")
        else:
            message = _("The server could not store the image (%(error)s). Try again later.")
        raise NotStored(message % {"error": error.strerror}) from error
    return str(default_storage.url(image.name))


def _is_stored(image: EncodedImage) -> bool:
    """Whether the file is there and whole: earlier releases could leave a part of one under the name."""
    if not default_storage.exists(image.name) or default_storage.size(image.name) != len(image.content):
        return False
    with default_storage.open(image.name) as file:
        return bool(file.read() == image.content)


def _named(folder: str, content: bytes, width: int, height: int, extension: str) -> EncodedImage:
    digest = hashlib.blake2b(content, digest_size=8).hexdigest()
    return EncodedImage(f"{folder}/{digest}-{width}x{height}.{extension}", content, width, height)
