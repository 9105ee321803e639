"""Hostile images: polyglots, decompression bombs, damaged files, and other formats."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, PngImagePlugin

PAYLOAD = b"<script>xss()</script><?php xss(); ?>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="xss()"><script>xss()</script></svg>'


def saved(format_name: str, size: tuple[int, int] = (8, 6), mode: str = "RGB", **options: Any) -> bytes:
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, format_name, **options)
    return buffer.getvalue()


def png_of(width: int, height: int, data: bytes) -> bytes:
    """A PNG whose header need not match its data."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def animation(format_name: str, count: int, size: tuple[int, int]) -> bytes:
    """An animation. Its frames differ, because Pillow merges equal ones."""
    frames = []
    for number in range(count):
        frame = Image.new("P", size)
        ImageDraw.Draw(frame).point((number % size[0], number // size[0] % size[1]), 1)
        frames.append(frame)
    buffer = BytesIO()
    frames[0].save(buffer, format_name, save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def files() -> Iterator[tuple[str, bytes]]:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", PAYLOAD.decode())
    text.add_itxt("XML:com.adobe.xmp", PAYLOAD.decode())
    png, gif, jpeg = saved("PNG"), saved("GIF"), saved("JPEG")
    yield "a PNG with a script in its text", saved("PNG", pnginfo=text)
    yield "a PNG with a script behind its end", png + PAYLOAD
    yield "a GIF with a script in its comment", saved("GIF", comment=PAYLOAD)
    yield "a GIF with a script behind its end", gif + PAYLOAD
    yield "a JPEG with a script in its comment", saved("JPEG", comment=PAYLOAD)
    yield (
        "a JPEG with a script in its Exif data",
        saved("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x0e\0\x02\0\0\0\x26\0\0\0\x1a" + PAYLOAD),
    )
    yield "a JPEG with a script behind its end", jpeg + PAYLOAD
    yield "a WebP with a script in its XMP", saved("WEBP", xmp=PAYLOAD)
    yield "a GIF that is a script", b"GIF89a/*" + gif[8:] + b"*/=1;xss()//" + PAYLOAD
    yield "a ZIP behind a JPEG", jpeg + b"PK\x03\x04" + PAYLOAD
    for name in ("TIFF", "BMP", "ICO", "PPM", "TGA", "PDF", "EPS", "JPEG2000", "ICNS", "DDS", "SGI"):
        try:
            yield f"the format {name}", saved(name, (16, 16))
        except (KeyError, OSError, ValueError):
            continue
    yield "EPS for Ghostscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n"
    yield "an SVG with scripts", SVG
    yield "an SVG in gzip", zlib.compress(SVG, wbits=31)
    yield (
        "an SVG with entities",
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.replace(b"xss()", b"&a;"),
    )
    yield "HTML", b"<html><script>xss()</script></html>"
    yield "nothing", b""
    yield "NUL characters", b"\0" * 5000
    yield "a PNG of 30,000 by 30,000", png_of(30_000, 30_000, zlib.compress(b"\0" * 100))
    yield "a PNG of two thousand million pixels", png_of(2**31 - 1, 1, zlib.compress(b"\0" * 100))
    yield "a PNG of no width", png_of(0, 1, zlib.compress(b"\0"))
    yield "a PNG that unpacks to 200 MB", png_of(8000, 8000, zlib.compress(b"\0" * 200_000_000, 9))
    yield "a PNG without data", png_of(9, 9, b"")
    yield "a torn PNG", png[: len(png) // 2]
    yield "a torn JPEG", saved("JPEG", (400, 400))[:700]
    yield "a PNG of 39 million pixels", saved("PNG", (6500, 6000), "1")
    yield "a GIF of 3,000 frames", animation("GIF", 3000, (60, 60))
    yield "a GIF of 300 great frames", animation("GIF", 300, (900, 900))
    yield "a WebP of 400 frames", animation("WEBP", 400, (200, 200))
    yield "an animated PNG", animation("PNG", 300, (200, 200))
    yield "a photo of several pictures", mpo()
    yield "a JPEG in CMYK", saved("JPEG", mode="CMYK")
    yield "a PNG of 16 bits", saved("PNG", mode="I;16")
    yield "11 MB of PNG", png + os.urandom(11 * 1024 * 1024)


def mpo() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(buffer, "MPO", save_all=True, append_images=[Image.new("RGB", (4, 4))])
    return buffer.getvalue()
