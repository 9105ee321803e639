"""Decode images with Pillow and encode them again, without metadata and within limits of memory and time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
# MPO is what phones call a file of several pictures; the first one is a JPEG.
STORED_AS = {"MPO": "JPEG"}

MAX_PIXELS = 40_000_000
"""The limit for a still image, which takes 160 MB in memory."""
MAX_ANIMATION_PIXELS = 60_000_000
"""The limit for all frames together, which take 3 to 8 seconds of CPU time to encode, depending on the format."""
MAX_FRAMES = 1_000
MAX_DECODING_S = 20
MAX_ICC_BYTES = 1024 * 1024
MAX_PIXELS_FOR_BEST_COMPRESSION = 2_000_000
"""Up to this size, encoding for the smallest file takes at most 3 s of CPU time for PNG and 1 s for AVIF."""


class ImageTooLarge(ValueError):
    """Decoding or encoding the image would take too much memory or time."""


class AnimationTooLarge(ImageTooLarge):
    """Decoding or encoding the animation would take too much memory or time."""


@dataclass(frozen=True, slots=True)
class EncodedRaster:
    content: bytes
    width: int
    height: int
    extension: str


def reencode(content: bytes) -> EncodedRaster:
    """Encode the image in its own format, rotated as its EXIF data says.

    Raises `ImageTooLarge`, and any exception of Pillow's for a damaged file.
    """
    try:
        image = Image.open(BytesIO(content), formats=list(EXTENSIONS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageTooLarge from error
    with image:
        if image.width * image.height > MAX_PIXELS:
            raise ImageTooLarge
        if image.width * image.height == 0:
            raise ValueError("no pixels")
        image_format = STORED_AS.get(image.format or "", image.format or "")
        if image_format == image.format and getattr(image, "is_animated", False):
            data, size = encode_animation(image, image_format), image.size
        else:
            data, size = encode_still(image, image_format)
    return EncodedRaster(data, *size, EXTENSIONS[image_format])


def encode_still(image: Image.Image, image_format: str) -> tuple[bytes, tuple[int, int]]:
    image.load()
    profile = icc_profile_of(image)
    upright = apply_orientation(image)
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    is_small = upright.width * upright.height <= MAX_PIXELS_FOR_BEST_COMPRESSION
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 88},
        "WEBP": {"quality": 88, "method": 4 if is_small else 2},
        "AVIF": {"quality": 88, "speed": 6 if is_small else 9},
        "PNG": {"optimize": is_small},
        "GIF": {"optimize": True},
    }
    return write(upright, image_format, icc_profile=profile, **options[image_format]), upright.size


def apply_orientation(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 — a photo with damaged EXIF data is still a photo.
        return image.copy()


def encode_animation(image: Image.Image, image_format: str) -> bytes:
    durations = frame_durations(image)
    options: dict[str, dict[str, Any]] = {
        # Decoded frames are complete pictures: the source's disposal and blending must not be applied to them again.
        "PNG": {"default_image": False, "disposal": 0, "blend": 0},
        "GIF": {},
        "WEBP": {"loop": image.info.get("loop", 0), "background": (0, 0, 0, 0)},
        "AVIF": {"speed": 9},
    }[image_format]
    image.seek(0)
    return write(
        image,
        image_format,
        save_all=True,
        duration=durations,
        icc_profile=icc_profile_of(image),
        comment=b"",
        **options,
    )


def frame_durations(image: Image.Image) -> list[float]:
    """Decode all frames and return the duration of each in milliseconds. Raises `AnimationTooLarge`.

    A file may contain other frames than its header says, so the limits apply to the frames decoded.
    """
    # Pillow reads a GIF to its end to count the frames; the limits must apply before that.
    if image.format != "GIF" and image.n_frames * image.width * image.height > MAX_ANIMATION_PIXELS:  # type: ignore[attr-defined]
        raise AnimationTooLarge
    durations: list[float] = []
    pixels = 0
    deadline = time.monotonic() + MAX_DECODING_S
    try:
        while True:
            pixels += image.width * image.height
            if len(durations) >= MAX_FRAMES or pixels > MAX_ANIMATION_PIXELS or time.monotonic() > deadline:
                raise AnimationTooLarge
            image.load()
            durations.append(image.info.get("duration", 0))
            image.seek(len(durations))
    except EOFError:
        return durations


def icc_profile_of(image: Image.Image) -> bytes | None:
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and len(profile) <= MAX_ICC_BYTES else None


def write(image: Image.Image, image_format: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, image_format, exif=b"", xmp=b"", **options)
    return buffer.getvalue()
