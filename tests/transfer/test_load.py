"""Loading a folder of notes."""

from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from notes.models import Post, Series
from notes.render_cache.posts import load_document
from notes.transfer.load import load_folder
from tests.factories import make_author, make_post

pytestmark = pytest.mark.django_db


def png(width: int = 30, height: int = 20) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes" / "images").mkdir(parents=True)
    (tmp_path / "notes" / "images" / "a.png").write_bytes(png())
    (tmp_path / "notes" / "images" / "b.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"/>'
    )
    (tmp_path / "notes" / "one.md").write_text(
        "---\ntitle: One\nslug: one\ndate: 2026-01-02\ntags: [A, B]\nseries: S\ncover: images/b.svg\n---\n"
        '![pic](images/a.png "Caption") <img src="images/b.svg"> ![far](https://a.example/x.png)\n'
    )
    (tmp_path / "notes" / "two.md").write_text("---\ntitle: Two\nslug: two\n---\nA draft.\n")
    return tmp_path / "notes"


def test_makes_posts_with_all_they_bring(folder: Path, media_folder: Path) -> None:
    report = load_folder(folder, make_author())
    assert [loaded.outcome for loaded in report] == ["created", "created"]
    one = Post.objects.get(slug="one")
    assert sorted(tag.name for tag in one.tags.all()) == ["A", "B"]
    assert one.series == Series.objects.get(title="S")
    assert one.published_at == one.created_at == one.updated_at
    assert (one.cover_width, one.cover_height) == (60, 40)
    assert "-30x20.png" in one.body
    assert "-60x40.svg" in one.body
    assert "https://a.example/x.png" in one.body
    assert Path(one.cover.path).is_file()
    assert Path(one.cover.path).is_relative_to(media_folder)
    assert Post.objects.get(slug="two").published_at is None


def test_images_have_their_size_on_the_page(folder: Path) -> None:
    load_folder(folder, make_author())
    assert 'width="30" height="20"' in load_document(Post.objects.get(slug="one")).html


def test_loading_again_changes_nothing(folder: Path) -> None:
    author = make_author()
    load_folder(folder, author)
    Post.objects.filter(slug="two").update(title="Mine now")
    assert {loaded.outcome for loaded in load_folder(folder, author)} == {"kept"}
    assert Post.objects.get(slug="two").title == "Mine now"


def test_a_bad_file_is_reported_and_the_others_are_loaded(folder: Path) -> None:
    (folder / "bad.md").write_text("no head")
    (folder / "worse.md").write_bytes(b"---\ntitle: \xff\xfe\n---\n")
    outcomes = {loaded.path.name: loaded.outcome for loaded in load_folder(folder, make_author())}
    assert outcomes == {"bad.md": "failed", "worse.md": "failed", "one.md": "created", "two.md": "created"}


def test_a_missing_image_is_reported_and_its_address_stays(folder: Path) -> None:
    (folder / "images" / "a.png").write_bytes(b"not an image")
    (loaded,) = [loaded for loaded in load_folder(folder, make_author()) if loaded.path.name == "one.md"]
    assert any(message.startswith("images/a.png: ") for message in loaded.messages)
    assert "![pic](images/a.png" in Post.objects.get(slug="one").body


def test_the_command_says_what_it_did(folder: Path) -> None:
    author, out = make_author(), StringIO()
    call_command("load_notes", folder, author=author.username, stdout=out)
    assert "2 imported (1 as drafts), 0 already existed, 0 failed." in out.getvalue()
    with pytest.raises(CommandError, match="does not exist"):
        call_command("load_notes", folder, author="nobody")
    with pytest.raises(CommandError, match="not a folder"):
        call_command("load_notes", folder / "none", author=author.username)


def test_an_empty_site_gets_an_author_and_the_demo_notes_once() -> None:
    out = StringIO()
    call_command("first_run", stdout=out)
    assert "Password" in out.getvalue()
    assert Post.objects.published().count() >= 26
    assert Series.objects.count() >= 4
    Post.objects.all().delete()
    again = StringIO()
    call_command("first_run", stdout=again)
    assert "Password" not in again.getvalue()
    assert not Post.objects.exists()


def test_a_site_with_authors_is_left_alone() -> None:
    make_post()
    call_command("first_run", stdout=StringIO())
    assert Post.objects.count() == 1
