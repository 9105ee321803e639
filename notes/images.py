"""Storing images: Pillow decides what a file is, writes it anew, and the stored name says its digest and its size."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
SVG_SIZE = re.compile(
    rb"<svg\b[^>]*?\bviewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)", re.DOTALL
)


class NotAnImage(ValueError):
    """The file cannot be kept as an image; the message tells the author why, and what to do."""


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
            _("The image is larger than %(limit)d MB. Make it smaller and try again.") % {"limit": MAX_BYTES >> 20}
        )
    try:
        with Image.open(BytesIO(content), formats=list(EXTENSIONS)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise NotAnImage(
                    _("The image has more than %(limit)d million pixels. Make it smaller and try again.")
                    % {"limit": MAX_PIXELS // 1_000_000}
                )
            image_format = image.format or ""
            written, (width, height) = _write(image, image_format)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        if isinstance(error, NotAnImage):
            raise
        raise NotAnImage(_("This file is not an image that can be read. Use PNG, JPEG, GIF, WebP or AVIF.")) from error
    return EncodedImage(_name(folder, written, width, height, EXTENSIONS[image_format]), written, width, height)


def encode_svg(content: bytes, folder: str = "images") -> EncodedImage:
    """An SVG drawing from the site's own keeper, kept as it is: uploads never come here. Raises `NotAnImage`."""
    size = SVG_SIZE.search(content)
    if size is None:
        raise NotAnImage(_("This SVG drawing has no viewBox, so that its size is unknown."))
    width, height = round(float(size[1])), round(float(size[2]))
    return EncodedImage(_name(folder, content, width, height, "svg"), content, width, height)


def store(image: EncodedImage) -> str:
    """Keeps the image and returns its address; one that is there already is not written twice."""
    if not default_storage.exists(image.name):
        default_storage.save(image.name, ContentFile(image.content))
    return str(default_storage.url(image.name))


def _write(image: Image.Image, image_format: str) -> tuple[bytes, tuple[int, int]]:
    buffer = BytesIO()
    if getattr(image, "is_animated", False):
        image.save(buffer, image_format, save_all=True)
        return buffer.getvalue(), image.size
    upright = ImageOps.exif_transpose(image)
    upright.info = {
        key: value for key, value in upright.info.items() if key in ("transparency", "icc_profile", "duration")
    }
    options: dict[str, Any] = {"quality": 88} if image_format in ("JPEG", "WEBP", "AVIF") else {"optimize": True}
    upright.save(buffer, image_format, **options)
    return buffer.getvalue(), upright.size


def _name(folder: str, content: bytes, width: int, height: int, extension: str) -> str:
    digest = hashlib.blake2b(content, digest_size=8).hexdigest()
    return f"{folder}/{digest}-{width}x{height}.{extension}"
