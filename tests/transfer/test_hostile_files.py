"""Files that are damaged or hostile: each is reported by name, and the others are loaded."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from notes.images import EncodedImage
from notes.models import Post, PostSlugRedirect, Series, Tag
from notes.transfer import load
from notes.transfer.files import MAX_NOTE_BYTES, BadFile, read_file
from notes.transfer.load import load_folder
from tests.factories import make_author, make_post
from tests.transfer.test_load import png

pytestmark = pytest.mark.django_db

GOOD = "---\ntitle: Good\ndate: 2026-01-02\n---\ntext\n"
BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def head(*lines: str) -> bytes:
    return "\n".join(["---", "title: Bad", *lines, "---", "text"]).encode()


BAD = {
    "slug with a slash": (head("slug: a/b", "date: 2026-01-01"), "slug"),
    "slug with a dot": (head("slug: a.b"), "slug"),
    "slug of spaces": (head('slug: "a b"'), "slug"),
    "slug too long": (head(f"slug: {'x' * 121}"), "slug"),
    "date that is none": (head("date: 2020-13-45"), "“date” must be a date"),
    "date of February 30": (head("date: 2020-02-30"), "“date” must be a date"),
    "date in year 1": (head("date: 0001-01-01"), "“date” must be a date"),
    "date in year 9999": (head("date: 9999-12-31T23:59:59-12:00"), "“date” must be a date"),
    "date before 1900 elsewhere": (head("date: 1900-01-01 00:30 +14:00"), "1900 to 2999"),
    "time zone that is none": (head("date: 2020-01-01 10:00 +99:00"), "“date” must be a date"),
    "date that is a list": (head("date: [2020]"), "“date” must be a date"),
    "updated that is none": (head("updated: 0000-00-00"), "“updated” must be a date"),
    "alias bomb": (head(BOMB), "YAML aliases"),
    "alias of itself": (head("a: &a [*a]"), "YAML aliases"),
    "merge key": (head("a: &a {b: c}", "<<: *a"), "YAML aliases"),
    "deep nesting": (head("a: " + "[" * 5000), "deeply nested"),
    "deep nesting of blocks": (head(*("  " * n + f"k{n}:" for n in range(90))), "deeply nested"),
    "many nodes": (head("a: [" + "x," * 5000 + "]"), "too large"),
    "long head": (head("a: " + "x" * 30_000), "too large"),
    "key that is a list": (head("? [a, b]\n: c"), "key must be plain text"),
    "key twice": (head("draft: true", "draft: false"), "Duplicate front matter key"),
    "key twice in other letters": (head("Draft: true", "draft: false"), "Duplicate front matter key"),
    "python object": (head("slug: !!python/object/apply:os.system [id]"), "“slug” must be text"),
    "huge number": (head("series: S", f"series_position: {'9' * 5000}"), "must be a positive integer"),
    "number in exponents": (head("series: S", "series_position: 1e999"), "must be a positive integer"),
    "number too large": (head("series: S", "series_position: 99999"), "series_position"),
    "escape beyond Unicode": (head('summary: "\\UFFFFFFFF"'), "not valid YAML"),
    "lone surrogate": (head('summary: "\\ud800"'), "cannot be stored"),
    "control character": (b"---\ntitle: a\x07b\n---\n", "not valid YAML"),
    "control character by escape": (b'---\ntitle: "a\\x07b"\n---\n', "U+0007"),
    "NUL by escape": (b'---\ntitle: "a\\0b"\n---\n', "U+0000"),
    "title without visible characters": (b'---\ntitle: "\\u3000\\u200b"\n---\n', "title"),
    "title too long": (b"---\ntitle: " + b"x" * 300 + b"\n---\n", "title"),
    "title that is a list": (b"---\ntitle: [a]\n---\n", "“title” must be text"),
    "summary too long": (head(f"summary: {'x' * 601}"), "summary"),
    "tag too long": (head(f"tags: [{'x' * 101}]"), "name"),
    "tag with a control character": (head('tags: ["a\\x07"]'), "U+0007"),
    "tags that are nested": (head("tags: [[a]]"), "“tags” must be a list"),
    "series too long": (head(f"series: {'x' * 201}"), "title"),
    "series with a control character": (head('series: "a\\x1b"'), "U+001B"),
    "pinned that is none": (head("pinned: perhaps"), "“pinned” must be true or false"),
    "language that is unknown": (head("language: tlh"), "“language” must be one of"),
    "text too long": (head() + b"x" * 300_001, "body"),
    "NUL in the text": (head() + b"\0", "NUL"),
    "bytes that are not UTF-8": (head() + b"\n\n\xff", "Line 6 is not UTF-8"),
    "Chinese of another encoding": ("---\ntitle: 变分\n---\n".encode("gbk"), "Save the file as UTF-8"),
    "UTF-16 without its mark": (GOOD.encode("utf-16-le"), "NUL"),
    "half of a UTF-16 pair": (b"\xff\xfe" + GOOD.encode("utf-16-le") + b"\x00\xd8", "UTF-8"),
    "file too large": (GOOD.encode() + b"\n" * MAX_NOTE_BYTES, "larger than"),
    "empty file": (b"", "Missing title"),
    "head without an end": (b"---\ntitle: A\n", "Missing title"),
    "head that is a list": (b"---\n- a\n---\n", "must consist of lines"),
    "head of two documents": (b"---\ntitle: A\n--- b\n---\n", "not valid YAML"),
    "head of tabs": (b"---\ntitle: A\n\tslug: b\n---\n", "not valid YAML. Line 3"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "good.md").write_text(GOOD)
    return tmp_path / "notes"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_reported_and_leaves_nothing_behind(name: str, folder: Path, client: Client) -> None:
    content, message = BAD[name]
    (folder / "bad.md").write_bytes(content)
    report = {loaded.path.name: loaded for loaded in load_folder(folder, make_author())}
    assert (report["good.md"].outcome, report["bad.md"].outcome) == ("created", "failed")
    assert message in " ".join(report["bad.md"].messages)
    assert "Unexpected" not in " ".join(report["bad.md"].messages)
    assert [post.title for post in Post.objects.all()] == ["Good"]
    assert not Series.objects.exists()
    assert not Tag.objects.exists()
    assert client.get("/").status_code == 200


def test_any_other_error_in_one_file_stops_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_image: EncodedImage) -> str:
        raise RuntimeError("disk on fire")

    (folder / "a.png").write_bytes(png())
    (folder / "bad.md").write_text("---\ntitle: Bad\nseries: S\n---\n![](a.png)")
    monkeypatch.setattr("notes.transfer.load.images.store", fail)
    report = {loaded.path.name: loaded for loaded in load_folder(folder, make_author())}
    assert (report["good.md"].outcome, report["bad.md"].outcome) == ("created", "failed")
    assert "RuntimeError" in report["bad.md"].messages[0]
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        GOOD.encode("utf-32"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        b"\n\n" + GOOD.encode(),
        GOOD.replace("title: Good", "title: >\n  Good").encode(),
        GOOD.replace("date: 2026-01-02", "date: 2026/1/2 09:30:00.5 +0800").encode(),
        GOOD.replace("date: 2026-01-02", "date: !!timestamp 2026-01-02T01:02:03Z").encode(),
    ],
)
def test_marks_line_ends_and_dates_of_other_programs_are_understood(content: bytes, folder: Path) -> None:
    (folder / "good.md").write_bytes(content)
    (loaded,) = load_folder(folder, make_author())
    assert (loaded.outcome, loaded.messages) == ("created", ())
    post = Post.objects.get()
    assert (post.title, post.body, post.is_published) == ("Good", "text", True)


@pytest.mark.parametrize("title", ["2026-01-01", "on", "null and void", "12:30:45", "0x10", "1e3", "007", "~ tilde"])
def test_a_title_is_the_text_that_is_written(title: str, folder: Path) -> None:
    (folder / "good.md").write_text(GOOD.replace("Good", title))
    load_folder(folder, make_author())
    assert Post.objects.get().title == title


def test_loading_twice_changes_nothing_even_without_slugs(folder: Path) -> None:
    (folder / "sub").mkdir()
    for name, text in {
        "draft.md": "---\ntitle: A draft\n---\nx",
        "sub/good.md": GOOD,
        "sub/∑.md": "---\ntitle: ∑\ntags: [T]\nseries: S\n---\nx",
        "∑.md": "---\ntitle: ∑\n---\nx",
    }.items():
        (folder / name).write_text(text)
    author = make_author()
    assert {loaded.outcome for loaded in load_folder(folder, author)} == {"created"}
    before = list(Post.objects.order_by("pk").values())
    assert len({post["slug"] for post in before}) == 5
    for _again in range(2):
        assert {loaded.outcome for loaded in load_folder(folder, author)} == {"kept"}
        assert list(Post.objects.order_by("pk").values()) == before


def test_a_post_whose_slug_or_title_was_changed_is_not_loaded_again(folder: Path) -> None:
    load_folder(folder, make_author())
    post = Post.objects.get()
    post.slug, post.title = "elsewhere", "Better"
    post.save()
    assert PostSlugRedirect.objects.filter(slug="good").exists()
    assert [loaded.outcome for loaded in load_folder(folder, make_author())] == ["kept"]
    assert Post.objects.count() == 1


def test_two_files_of_one_slug_are_not_taken_for_one_note(folder: Path) -> None:
    for name in ("a.md", "b.md"):
        (folder / name).write_text(f"---\ntitle: {name}\nslug: same\n---\nx")
    report = {loaded.path.name: loaded for loaded in load_folder(folder, make_author())}
    assert (report["a.md"].outcome, report["b.md"].outcome) == ("created", "failed")
    assert "a.md has the same slug" in report["b.md"].messages[0]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "secret.png").write_bytes(png(7, 5))
    (tmp_path / "private" / "secret.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 7 5"/>')
    (tmp_path / "private" / "secret.md").write_text(GOOD.replace("Good", "Secret"))
    return tmp_path / "private"


@pytest.mark.parametrize(
    "reference",
    [
        *("../private/secret.png", "..%2Fprivate%2Fsecret.png", "%2e%2e/private/secret.png", "../private/secret.svg"),
        *("sub/../../private/secret.png", "./../private/secret.png", "link.png", "folder/secret.png", "%00.png", "."),
        *("x" * 5000 + ".png", "loop.png"),
        *("{private}/secret.png", "file://{private}/secret.png", "%2F{private}/secret.png", "..\\private\\secret.png"),
    ],
)
def test_images_outside_the_folder_are_not_read(reference: str, folder: Path, secret: Path, media_folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "link.png").symlink_to(secret / "secret.png")
    (folder / "folder").symlink_to(secret)
    (folder / "loop.png").symlink_to(folder / "loop.png")
    reference = reference.format(private=secret)
    (folder / "good.md").write_text(
        f"---\ntitle: Good\ncover: '{reference}'\n---\n![]({reference}) <img src=\"{reference}\"> ![](<{reference}>)"
    )
    (loaded,) = load_folder(folder, make_author())
    post = Post.objects.get()
    assert loaded.outcome == "created"
    assert loaded.messages
    assert not post.cover
    assert not list(media_folder.glob("**/*.*"))
    assert "-7x5" not in post.body


def test_images_within_the_folder_are_found_from_below_and_by_encoded_names(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "a b.png").write_bytes(png(7, 5))
    (folder / "sub" / "good.md").write_text("---\ntitle: Sub\n---\n![](../a%20b.png)")
    load_folder(folder, make_author())
    assert "-7x5.png" in Post.objects.get(title="Sub").body


def test_links_and_folders_of_programs_are_not_followed(folder: Path, secret: Path) -> None:
    (folder / "link.md").symlink_to(secret / "secret.md")
    (folder / "broken.md").symlink_to(secret / "nothing.md")
    (folder / "linked").symlink_to(secret)
    os.mkfifo(folder / "pipe.md")
    (folder / "folder.md").mkdir()
    for place in (".git", ".obsidian", "node_modules", "sub/.trash", "sub/Node_Modules"):
        (folder / place).mkdir(parents=True)
        (folder / place / "a.md").write_text(GOOD.replace("Good", place))
    (folder / ".hidden.md").write_text(GOOD.replace("Good", "Hidden"))
    report = {loaded.path.name: loaded.outcome for loaded in load_folder(folder, make_author())}
    assert report == {"good.md": "created", "link.md": "failed", "broken.md": "failed", "pipe.md": "failed"}
    assert Post.objects.count() == 1


def test_a_file_that_cannot_be_read_is_a_message() -> None:
    with pytest.raises(BadFile, match="Cannot read the file"):
        read_file(Path("/proc/self/mem"), 10)


def test_names_that_are_no_text_are_printed_and_loaded(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x1b[31m.md")).write_text("---\ntitle: ∑\nlayout: x\n---\nx")
    err = StringIO()
    call_command("load_notes", folder, author=make_author().username, stdout=StringIO(), stderr=err)
    assert "\\udcff\\x1b[31m.md: Unknown front matter key “layout”" in err.getvalue()
    err.getvalue().encode()


def test_the_command_fails_when_a_file_failed(folder: Path) -> None:
    (folder / "bad.md").write_text("no head")
    with pytest.raises(CommandError, match="Fix the files"):
        call_command("load_notes", folder, author=make_author().username, stdout=StringIO(), stderr=StringIO())


def test_many_unfinished_images_are_read_in_linear_time() -> None:
    for text in ("![" * 140_000, "<img " * 55_000):
        assert load.LOCAL_IMAGE.search(text) is None
    # One image whose path is all that follows.
    assert [len(image[0]) for image in load.LOCAL_IMAGE.finditer("![](" * 70_000)] == [280_000]


def test_a_post_of_another_author_is_left_alone(folder: Path) -> None:
    other = make_post("Good", slug="good", published_at=None, body="mine")
    assert [loaded.outcome for loaded in load_folder(folder, make_author())] == ["kept"]
    other.refresh_from_db()
    assert (other.body, other.published_at) == ("mine", None)
