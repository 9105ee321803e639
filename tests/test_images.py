"""Storing images: the content decides, not the name."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from notes import images


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
    with pytest.raises(images.NotAnImage, match="not an image"):
        images.encode(content)


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
    with pytest.raises(images.NotAnImage, match="pixels"):
        images.encode(picture("PNG", (9000, 5000)))
    with pytest.raises(images.NotAnImage, match="MB"):
        images.encode(b"\0" * (images.MAX_BYTES + 1))


def test_an_animation_stays_one() -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "green", "blue")]
    buffer = BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=100)
    with Image.open(BytesIO(images.encode(buffer.getvalue()).content)) as stored:
        assert getattr(stored, "n_frames", 1) == 3


def test_a_drawing_says_its_size() -> None:
    drawing = images.encode_svg(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720.5 300"></svg>')
    assert (drawing.width, drawing.height) == (720, 300)
    with pytest.raises(images.NotAnImage, match="viewBox"):
        images.encode_svg(b"<svg></svg>")
