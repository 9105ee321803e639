"""Stored files are whole, whatever happens while they are written."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from notes import images
from notes.images.atomic_storage import MAX_AGE_S, PREFIX, SUFFIX
from notes.models import Post
from tests.admin.forms import change_url, fields_of
from tests.factories import make_author, make_post
from tests.images.test_raster import picture


def stored_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("**/*") if path.is_file()}


@contextmanager
def full_disk(room: int = 1000) -> Iterator[None]:
    """Lets no file grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_saves_a_file_that_others_may_read(media_folder: Path) -> None:
    address = images.store(images.encode(picture("PNG")))
    (path,) = media_folder.glob("images/*")
    assert address == f"/media/images/{path.name}"
    assert path.stat().st_mode & 0o777 == 0o644


def test_replaces_a_torn_file_and_leaves_a_whole_one(media_folder: Path) -> None:
    image = images.encode(picture("PNG"))
    path = media_folder / image.name
    for torn in (b"", image.content[:-1], image.content[:-1] + b"x", image.content + b"x"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(torn)
        images.store(image)
        assert stored_files(media_folder) == {path.name: image.content}
    before = path.stat()
    images.store(image)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_full_disk_leaves_nothing_behind(media_folder: Path) -> None:
    image = images.encode(picture("PNG"))
    noise = images.EncodedImage("images/noise-1x1.png", os.urandom(5000), 1, 1)
    with full_disk(), pytest.raises(images.ImageNotStored, match="no space left"):
        images.store(noise)
    assert stored_files(media_folder) == {}
    images.store(image)
    assert list(stored_files(media_folder)) == [image.name.removeprefix("images/")]


def test_another_failure_is_said_in_the_systems_words(media_folder: Path) -> None:
    media_folder.mkdir()
    (media_folder / "images").write_text("a file where the folder should be")
    with pytest.raises(images.ImageNotStored, match="could not store"):
        images.store(images.encode(picture("PNG")))


def noise(name: str = "noise.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_of_noise(), "image/png")


def picture_of_noise() -> bytes:
    buffer = BytesIO()
    Image.frombytes("RGB", (400, 400), os.urandom(480_000)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.django_db
def test_an_author_is_told_that_the_disk_is_full(client: Client, media_folder: Path) -> None:
    client.force_login(make_author())
    with full_disk(300_000):
        response = client.post(reverse("editor_upload"), {"image": noise()})
    assert response.status_code == 507
    assert "no space left" in response.json()["message"]
    assert stored_files(media_folder) == {}
    assert client.post(reverse("editor_upload"), {"image": noise()}).status_code == 200


@pytest.mark.django_db
def test_a_cover_that_cannot_be_stored_is_an_error_of_the_form(client: Client, media_folder: Path) -> None:
    author = make_author()
    post = make_post(author=author, body="before")
    client.force_login(author)
    values = fields_of(post, body="after", cover=noise())
    with full_disk(300_000):
        response = client.post(change_url(post), values)
    assert response.status_code == 200
    assert "no space left" in response.content.decode()
    assert "after" in response.content.decode()
    assert stored_files(media_folder) == {}
    assert Post.objects.get().body == "before"


def test_a_kill_while_writing_leaves_no_file_under_the_name(media_folder: Path) -> None:
    script = textwrap.dedent("""
        import sys, time
        from django.conf import settings
        settings.configure(MEDIA_ROOT=sys.argv[1], MEDIA_URL="media/")
        from django.core.files.base import ContentFile
        from notes.images.atomic_storage import AtomicFileSystemStorage
        class Slow(ContentFile):
            def chunks(self, chunk_size=None):
                yield b"half"
                print("begun", flush=True)
                time.sleep(60)
        AtomicFileSystemStorage().save("images/a-1x1.png", Slow(b""))
    """)
    process = subprocess.Popen([sys.executable, "-c", script, str(media_folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    (part,) = (media_folder / "images").iterdir()
    assert part.name.startswith(PREFIX)
    assert part.name.endswith(SUFFIX)
    # Another process may still be writing it.
    default_storage.save("images/b-1x1.png", ContentFile(b"b"))
    assert part.exists()
    os.utime(part, (time.time(), time.time() - MAX_AGE_S - 1))
    default_storage.save("images/a-1x1.png", ContentFile(b"whole"))
    assert stored_files(media_folder) == {"a-1x1.png": b"whole", "b-1x1.png": b"b"}


def test_a_full_folder_for_temporary_files_fails_no_upload(
    client: Client, media_folder: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nonexistent")
    client.force_login(make_author())
    upload = SimpleUploadedFile("large.png", picture("PNG") + b"\0" * 6_000_000, "image/png")
    assert client.post(reverse("editor_upload"), {"image": upload}).status_code == 200


def test_a_request_of_many_large_files_is_kept_within_one_limit(client: Client, db: None) -> None:
    client.force_login(make_author())
    files = {f"file{n}": SimpleUploadedFile("a.png", b"\0" * 3_000_000) for n in range(5)}
    upload = SimpleUploadedFile("large.png", picture("PNG") + b"\0" * images.MAX_BYTES, "image/png")
    response = client.post(reverse("editor_upload"), {"image": upload, **files})
    assert response.status_code == 400
    assert "larger than 10 MB" in response.json()["message"]
    assert client.post(reverse("editor_upload"), {"image": noise()}).status_code == 200
