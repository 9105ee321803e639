"""Encode any image file as the image that is stored; its name contains a digest of the content and its size."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from notes.images import raster, svg

MAX_BYTES = 10 * 1024 * 1024


class InvalidImage(ValueError):
    """The file cannot be stored as an image. The message tells the author the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class EncodedImage:
    """An image ready to be stored. `name` is relative to the media folder; `width` and `height` are in pixels."""

    name: str
    content: bytes
    width: int
    height: int


def encode(content: bytes, folder: str = "images") -> EncodedImage:
    """Decode a PNG, JPEG, GIF, WebP or AVIF file and encode it without metadata. Raises `InvalidImage`.

    Pillow determines the format from the content; the name and content type of an upload are ignored.
    """
    if len(content) > MAX_BYTES:
        raise InvalidImage(
            _("The image is larger than %(limit)d MB. Reduce its size and try again.") % {"limit": MAX_BYTES >> 20}
        )
    try:
        encoded = raster.reencode(content)
    except raster.AnimationTooLarge as error:
        raise InvalidImage(
            _(
                "The animation is too long or too large: the limits are %(frames)d frames, and %(limit)d megapixels in "
                "all frames together. Shorten or resize it, or upload a still image."
            )
            % {"frames": raster.MAX_FRAMES, "limit": raster.MAX_ANIMATION_PIXELS // 1_000_000}
        ) from error
    except raster.ImageTooLarge as error:
        raise InvalidImage(
            _("The image has more than %(limit)d megapixels. Resize it and try again.")
            % {"limit": raster.MAX_PIXELS // 1_000_000}
        ) from error
    except Exception as error:
        # Pillow's decoders raise many kinds of exceptions for damaged files.
        raise InvalidImage(_("This file is not a supported image. Use PNG, JPEG, GIF, WebP or AVIF.")) from error
    return _named(folder, encoded.content, encoded.width, encoded.height, encoded.extension)


def encode_svg(content: bytes, folder: str = "images") -> EncodedImage:
    """Sanitize an SVG drawing. Raises `InvalidImage`.

    Only imports call this, for files on the server. SVG uploads are refused.
    """
    try:
        drawing = svg.sanitize(content)
    except svg.UnknownSize as error:
        raise InvalidImage(_("This SVG has no viewBox, so its size is unknown.")) from error
    except svg.InvalidSvg as error:
        raise InvalidImage(_("This SVG cannot be imported: %(error)s.") % {"error": error}) from error
    return _named(folder, drawing.content, drawing.width, drawing.height, "svg")


def _named(folder: str, content: bytes, width: int, height: int, extension: str) -> EncodedImage:
    digest = hashlib.blake2b(content, digest_size=8).hexdigest()
    return EncodedImage(f"{folder}/{digest}-{width}x{height}.{extension}", content, width, height)
