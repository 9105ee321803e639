"""Decoding images by Pillow and encoding them again, within limits of memory and time, without their metadata."""

from __future__ import annotations

import time
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp", "AVIF": "avif"}
# Photos of phones with several pictures in them: the first one is a JPEG.
STORED_AS = {"MPO": "JPEG"}

MAX_PIXELS = 40_000_000
"""Of a still image: 160 MB in memory."""
MAX_ANIMATION_PIXELS = 60_000_000
"""Of all frames together: 3 to 8 seconds of a processor to encode, by format."""
MAX_FRAMES = 1_000
MAX_DECODING_S = 20
MAX_ICC_BYTES = 1024 * 1024
QUICK_PIXELS = 2_000_000
"""Up to here there is time for the smallest file: 3 s of a processor for a PNG, 1 s for AVIF."""


class TooLarge(ValueError):
    """The image would take too much memory or time."""


class TooManyFrames(TooLarge):
    """The animation would take too much memory or time."""


@dataclass(frozen=True, slots=True)
class Encoded:
    content: bytes
    width: int
    height: int
    extension: str


def encoded(content: bytes) -> Encoded:
    """The image encoded again in its own format, upright. Raises `TooLarge`, or any error for a damaged file."""
    try:
        image = Image.open(BytesIO(content), formats=list(EXTENSIONS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge from error
    with image:
        if image.width * image.height > MAX_PIXELS:
            raise TooLarge
        if image.width * image.height == 0:
            raise ValueError("no pixels")
        image_format = STORED_AS.get(image.format or "", image.format or "")
        if image_format == image.format and getattr(image, "is_animated", False):
            written, size = animation(image, image_format), image.size
        else:
            written, size = still(image, image_format)
    return Encoded(written, *size, EXTENSIONS[image_format])


def still(image: Image.Image, image_format: str) -> tuple[bytes, tuple[int, int]]:
    image.load()
    profile = colour_profile(image)
    upright = upright_copy(image)
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    is_quick = upright.width * upright.height <= QUICK_PIXELS
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 88},
        "WEBP": {"quality": 88, "method": 4 if is_quick else 2},
        "AVIF": {"quality": 88, "speed": 6 if is_quick else 9},
        "PNG": {"optimize": is_quick},
        "GIF": {"optimize": True},
    }
    return saved(upright, image_format, icc_profile=profile, **options[image_format]), upright.size


def upright_copy(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 — a photo whose EXIF is damaged is a photo all the same.
        return image.copy()


def animation(image: Image.Image, image_format: str) -> bytes:
    durations = durations_of(image)
    options: dict[str, dict[str, Any]] = {
        # Frames are whole pictures after decoding; the formats' defaults for parts of frames would mix them up.
        "PNG": {"default_image": False, "disposal": 0, "blend": 0},
        "GIF": {},
        "WEBP": {"loop": image.info.get("loop", 0), "background": (0, 0, 0, 0)},
        "AVIF": {"speed": 9},
    }[image_format]
    image.seek(0)
    return saved(
        image,
        image_format,
        save_all=True,
        duration=durations,
        icc_profile=colour_profile(image),
        comment=b"",
        **options,
    )


def durations_of(image: Image.Image) -> list[float]:
    """The milliseconds that each frame is shown. Decodes them one by one, and raises `TooManyFrames` in time.

    What a file says of its frames is not what is in it, so each is counted.
    """
    # Of a GIF the number is known only at its end.
    if image.format != "GIF" and image.n_frames * image.width * image.height > MAX_ANIMATION_PIXELS:  # type: ignore[attr-defined]
        raise TooManyFrames
    durations: list[float] = []
    pixels = 0
    deadline = time.monotonic() + MAX_DECODING_S
    try:
        while True:
            pixels += image.width * image.height
            if len(durations) >= MAX_FRAMES or pixels > MAX_ANIMATION_PIXELS or time.monotonic() > deadline:
                raise TooManyFrames
            image.load()
            durations.append(image.info.get("duration", 0))
            image.seek(len(durations))
    except EOFError:
        return durations


def colour_profile(image: Image.Image) -> bytes | None:
    profile = image.info.get("icc_profile")
    return profile if isinstance(profile, bytes) and len(profile) <= MAX_ICC_BYTES else None


def saved(image: Image.Image, image_format: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, image_format, exif=b"", xmp=b"", **options)
    return buffer.getvalue()
