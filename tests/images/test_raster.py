"""Storing images: the content decides, not the name."""

from __future__ import annotations

import contextlib
import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from notes import images
from notes.images import raster
from tests.factories import make_author


def picture(image_format: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "teal").save(buffer, image_format, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("image_format", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("GIF", "gif"), ("WEBP", "webp"), ("AVIF", "avif")]
)
def test_the_name_says_digest_size_and_type(image_format: str, extension: str) -> None:
    image = images.encode(picture(image_format))
    assert image.name.endswith(f"-40x30.{extension}")
    assert (image.width, image.height) == (40, 30)
    assert image.name == images.encode(picture(image_format)).name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        picture("PNG")[:60],
        b"%PDF-1.4",
    ],
)
def test_what_is_no_image_is_refused(content: bytes) -> None:
    with pytest.raises(images.InvalidImage, match="not a supported image"):
        images.encode(content)


def test_only_the_allowed_formats_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    Image.init()
    opened: list[str] = []

    def refuse(name: str) -> Callable[..., Image.Image]:
        def factory(*_arguments: object) -> Image.Image:
            opened.append(name)
            raise SyntaxError

        return factory

    others = set(Image.OPEN) - set(raster.EXTENSIONS)
    assert len(others) > 20
    for name in others:
        monkeypatch.setitem(Image.OPEN, name, (refuse(name), Image.OPEN[name][1]))
    contents = [
        picture(name) for name in ("TIFF", "ICO", "PCX", "BMP", "PPM", "TGA", "SGI", "EPS", "ICNS", "JPEG2000", "DDS")
    ]
    contents += [
        b"8BPS\0\1" + b"\0" * 60,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"<svg/>",
        b"GIF89b" + b"\0" * 60,
    ]
    for content in contents:
        with pytest.raises(images.InvalidImage, match="not a supported image"):
            images.encode(content)
    assert opened == []


MARK = b"SECRET-MARK"


def exif() -> Image.Exif:
    values = Image.Exif()
    values[0x010E] = MARK.decode()
    return values


def with_metadata(image_format: str, *, frames: int) -> bytes:
    """An image with the mark wherever its format has room for one."""
    text = PngInfo()
    for keyword in ("Comment", "XML:com.adobe.xmp"):
        text.add_itxt(keyword, MARK.decode())
    text.add_text("Author", MARK.decode())
    xmp = b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>"
    by_format: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": text, "exif": exif()},
        "JPEG": {"exif": exif(), "comment": MARK, "xmp": xmp},
        "GIF": {"comment": MARK},
        "WEBP": {"exif": exif(), "xmp": xmp},
        "AVIF": {"exif": exif(), "xmp": xmp},
    }
    buffer = BytesIO()
    first, *others = (Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")[:frames])
    first.save(
        buffer,
        image_format,
        **({"save_all": True, "append_images": others, "duration": 70} if others else {}),
        **by_format[image_format],
    )
    assert MARK in buffer.getvalue()
    return buffer.getvalue() + MARK


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_no_metadata_of_a_picture_is_kept(image_format: str) -> None:
    content = images.encode(with_metadata(image_format, frames=1)).content
    assert MARK not in content
    assert b"xmp" not in content.lower()


@pytest.mark.parametrize("image_format", ["PNG", "GIF", "WEBP", "AVIF"])
def test_no_metadata_of_an_animation_is_kept_but_its_frames_are(image_format: str) -> None:
    encoded = images.encode(with_metadata(image_format, frames=3))
    assert MARK not in encoded.content
    with Image.open(BytesIO(encoded.content)) as stored:
        assert getattr(stored, "n_frames", 1) == 3
        assert "comment" not in stored.info
        stored.seek(1)
        stored.load()
        assert stored.info["duration"] == 70


def test_frames_keep_their_own_durations() -> None:
    for image_format in ("GIF", "WEBP", "AVIF", "PNG"):
        buffer = BytesIO()
        frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "green", "blue")]
        frames[0].save(buffer, image_format, save_all=True, append_images=frames[1:], duration=[100, 300, 500])
        with Image.open(BytesIO(images.encode(buffer.getvalue()).content)) as stored:
            assert raster.frame_durations(stored) == [100, 300, 500]


def test_colour_profiles_are_kept_unless_they_are_huge() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for image_format in ("PNG", "JPEG", "WEBP", "AVIF"):
        with Image.open(BytesIO(images.encode(picture(image_format, icc_profile=profile)).content)) as stored:
            assert stored.info["icc_profile"] == profile
    huge = picture("JPEG", icc_profile=profile + b"\0" * raster.MAX_ICC_BYTES)
    with Image.open(BytesIO(images.encode(huge).content)) as stored:
        assert "icc_profile" not in stored.info


@pytest.mark.django_db
def test_of_a_photo_of_several_pictures_the_first_is_kept_upright(client: Client) -> None:
    values = exif()
    values[0x0112] = 6
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "red").save(
        buffer, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 30), "blue")], exif=values
    )
    with Image.open(BytesIO(buffer.getvalue())) as original:
        assert original.format == "MPO"
    client.force_login(make_author())
    upload = SimpleUploadedFile("photo.jpg", buffer.getvalue(), "image/jpeg")
    answer = client.post(reverse("editor_upload"), {"image": upload})
    assert (answer.status_code, answer.json()["image_code"][-11:]) == (200, "-30x40.jpg)")
    image = images.encode(buffer.getvalue())
    assert image.name.endswith("-30x40.jpg")
    with Image.open(BytesIO(image.content)) as stored:
        assert stored.format == "JPEG"
        assert stored.convert("RGB").getpixel((5, 5))[0] > 200  # type: ignore[index]


@pytest.mark.parametrize(
    ("image_format", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("JPEG", mode) for mode in ("L", "RGB", "CMYK")),
        *(("GIF", mode) for mode in ("1", "L", "P", "RGB")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
        *(("AVIF", mode) for mode in ("L", "RGB", "RGBA")),
    ],
)
@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (33, 21)])
def test_every_mode_and_shape_is_kept(image_format: str, mode: str, size: tuple[int, int]) -> None:
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, image_format)
    image = images.encode(buffer.getvalue())
    assert (image.width, image.height) == size


def gif(width: int, height: int, frames: int) -> bytes:
    """A GIF of so many frames that show one pixel each on a canvas of this size."""
    canvas = struct.pack("<HH", width, height)
    frame = b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    return b"GIF89a" + canvas + b"\x80\0\0\xff\0\0\0\0\xff" + frame * frames + b";"


@pytest.mark.parametrize(
    "content",
    [gif(1, 1, raster.MAX_FRAMES + 1), gif(1000, 1000, 200), gif(1, 1, 300_000), gif(6000, 6000, 2)],
)
def test_an_animation_too_long_or_too_large_is_refused_before_it_is_encoded(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raster, "write", None)
    with pytest.raises(images.InvalidImage, match="1000 frames, and 60 megapixels"):
        images.encode(content)


@pytest.mark.parametrize("image_format", ["PNG", "WEBP", "AVIF", "GIF"])
def test_the_pixels_of_all_frames_are_limited_in_every_format(
    image_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = with_metadata(image_format, frames=3)
    monkeypatch.setattr(raster, "MAX_ANIMATION_PIXELS", 3 * 40 * 30)
    assert images.encode(content)
    monkeypatch.setattr(raster, "MAX_ANIMATION_PIXELS", 3 * 40 * 30 - 1)
    monkeypatch.setattr(raster, "write", None)
    with pytest.raises(images.InvalidImage, match="animation"):
        images.encode(content)


def test_an_animation_that_takes_too_long_to_decode_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raster, "MAX_DECODING_S", -1)
    with pytest.raises(images.InvalidImage, match="animation"):
        images.encode(with_metadata("GIF", frames=3))


def test_a_frame_larger_than_the_canvas_counts_by_its_own_size() -> None:
    first = gif(1, 1, 1)[:-1]
    large = b"\x2c\0\0\0\0" + struct.pack("<HH", 9000, 9000) + b"\0\x02\x02\x44\x01\0;"
    with pytest.raises(images.InvalidImage):
        images.encode(first + large)


def png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", len(header)) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT"


@pytest.mark.parametrize("side", [7_000, 10_000, 20_000, 60_000])
def test_a_small_file_of_many_pixels_is_refused(side: int) -> None:
    with pytest.raises(images.InvalidImage, match="40 megapixels"):
        images.encode(png_header(side, side))


@pytest.mark.parametrize("content", [png_header(0, 9), png_header(9, 0), gif(0, 0, 0), gif(9, 9, 0)])
def test_an_image_without_pixels_is_refused(content: bytes) -> None:
    with pytest.raises(images.InvalidImage, match="not a supported image"):
        images.encode(content)


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_a_truncated_or_damaged_file_is_refused_or_read_and_never_an_error(image_format: str) -> None:
    content = with_metadata(image_format, frames=3 if image_format != "JPEG" else 1)
    generator = random.Random(0)
    for number in range(120):
        damaged = bytearray(content[: generator.randrange(len(content))] if number % 2 else content)
        for _flip in range(3):
            if damaged:
                damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        with contextlib.suppress(images.InvalidImage):
            images.encode(bytes(damaged))


def test_a_photo_with_damaged_exif_is_kept() -> None:
    content = picture("JPEG", exif=exif()).replace(b"Exif\0\0MM\0*", b"Exif\0\0MM\xff*")
    assert images.encode(content).width == 40


def test_what_follows_an_image_is_not_kept() -> None:
    image = images.encode(picture("PNG") + b"<script>alert(1)</script>")
    assert b"<script>" not in image.content


def test_the_place_where_a_photograph_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif[0x0112] = 6
    image = images.encode(picture("JPEG", exif=exif))
    assert b"secret place" not in image.content
    assert (image.width, image.height) == (30, 40)


def test_an_image_too_large_is_refused() -> None:
    with pytest.raises(images.InvalidImage, match="megapixels"):
        images.encode(picture("PNG", (9000, 5000)))
    with pytest.raises(images.InvalidImage, match="MB"):
        images.encode(b"\0" * (images.MAX_BYTES + 1))


def test_an_animation_stays_one() -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "green", "blue")]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=100)
    with Image.open(BytesIO(images.encode(buffer.getvalue()).content)) as stored:
        assert getattr(stored, "n_frames", 1) == 3
