"""Uploaded files as they are sent: images are shown, nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

SECRET = "what no visitor may read"


@pytest.fixture
def media(media_folder: Path, tmp_path: Path) -> Path:
    (media_folder / "images").mkdir(parents=True)
    (tmp_path / "secret.png").write_text(SECRET)
    (tmp_path / "media-private").mkdir()
    (tmp_path / "media-private" / "secret.png").write_text(SECRET)
    return media_folder


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.png", "image/png"),
        ("a.jpg", "image/jpeg"),
        ("a.JPEG", "image/jpeg"),
        ("a.gif", "image/gif"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.svg", "image/svg+xml"),
    ],
)
def test_images_are_immutable_and_have_their_content_type(
    client: Client, media: Path, name: str, content_type: str
) -> None:
    (media / "images" / name).write_bytes(b"content")
    response = client.get(f"/media/images/{name}")
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = [directive.strip() for directive in response["Content-Security-Policy"].split(";")]
    assert policy == ["default-src 'none'", "style-src 'unsafe-inline'", "img-src data:", "sandbox"]
    assert b"".join(response) == b"content"


@pytest.mark.parametrize(
    "name", ["a.html", "a.htm", "a.xhtml", "a.xml", "a.js", "a.pdf", "a.svgz", "a.png.html", "a", "a.swf", "a.SVG.HTML"]
)
def test_other_types_are_attachments(client: Client, media: Path, name: str) -> None:
    (media / "images" / name).write_bytes(b"<script>alert(1)</script>")
    response = client.get(f"/media/images/{name}")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == "attachment"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        *(
            "../secret.png",
            "..%2fsecret.png",
            "images/../../secret.png",
            "images/%2e%2e/%2e%2e/secret.png",
            "//secret.png",
        ),
        *(
            "..\\secret.png",
            "../media-private/secret.png",
            "images/",
            "",
            ".",
            "%00.png",
            "images/a%00.png",
            "x" * 5000,
        ),
        *("x" * 300 + ".png", "images/.upload-1.part", ".hidden/a.png", "nothing.png", "%ff.png", "a" + "/a" * 3000),
    ],
)
def test_other_paths_are_404(client: Client, media: Path, path: str) -> None:
    (media / "images" / ".upload-1.part").write_text(SECRET)
    response = client.get(f"/media/{path}")
    assert response.status_code in (400, 404)
    assert SECRET not in response.content.decode()


def test_sends_the_whole_file_whatever_the_range(client: Client, media: Path) -> None:
    (media / "images" / "a.png").write_bytes(b"0123456789")
    ranges = ("bytes=0-3", "bytes=-3", "bytes=9-", "bytes=20-30", "bytes=a-b", "bytes=0-1,3-4", "lines=1")
    for value in ranges:
        response = client.get("/media/images/a.png", headers={"Range": value})
        assert (response.status_code, b"".join(response)) == (200, b"0123456789")
    head = client.head("/media/images/a.png")
    assert (head.status_code, head["Content-Length"]) == (200, "10")


def test_sends_304_for_an_unmodified_image(client: Client, media: Path) -> None:
    (media / "images" / "a.png").write_bytes(b"content")
    modified = client.get("/media/images/a.png")["Last-Modified"]
    response = client.get("/media/images/a.png", headers={"If-Modified-Since": modified})
    assert (response.status_code, response.content) == (304, b"")
