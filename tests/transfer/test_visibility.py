"""Loading is private by default: one sign of a draft keeps a note from readers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from notes.models import Post
from notes.transfer.front_matter import parse
from notes.transfer.load import load_folder
from tests.factories import make_author

HEAD = "---\ntitle: A\ndate: 2026-01-02\n"


def is_draft(line: str) -> bool:
    return parse(f"{HEAD}{line}\n---\ntext").published_at is None


@pytest.mark.parametrize(
    "line",
    [
        *(
            "draft: true",
            "draft: True",
            "Draft: yes",
            "DRAFT: on",
            "draft: 1",
            'draft: "true"',
            "draft: ' Yes '",
            "draft: y",
        ),
        *("published: false", "published: no", 'published: "off"', "published: 0", "publish: False", "public: n"),
        *("status: draft", "status: Private", "state: pending", "visibility: private", "post_status: future"),
        *("private: true", "hidden: true", "unlisted: yes", "wip: true", "dg-publish: false", "is-draft: true"),
        *("tags: [GAN, draft]", "tags: '#private'", "tags: [草稿]"),
        *("draft: false\npublished: false", "published: true\nstatus: draft", "draft: false\ntags: [wip]"),
    ],
)
def test_a_sign_of_a_draft_outweighs_the_date(line: str) -> None:
    assert is_draft(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "draft:",
            "draft: maybe",
            "draft: [no]",
            "draft: {a: false}",
            "draft: 2",
            "draft: ~",
            "draft: ''",
            "draft: ꓝalse",
        ),
        *("published: later", "published: 2026-01-01", "published:", "status: evergreen", "status:"),
        *("password: secret", "expiryDate: 2026-02-01", "unpublish_date: 2030-01-01"),
    ],
)
def test_a_value_that_is_not_understood_makes_a_draft_and_a_message(line: str) -> None:
    note = parse(f"{HEAD}{line}\n---\ntext")
    assert note.published_at is None
    assert any("Imported as a draft" in notice for notice in note.notices)


@pytest.mark.parametrize(
    "line",
    ["", "draft: false", "draft: 0", "published: true", "status: published", "public: yes", "draft: no\npublished: on"],
)
def test_a_note_that_says_nothing_else_is_published_at_its_date(line: str) -> None:
    note = parse(f"{HEAD}{line}\n---\ntext")
    assert note.published_at is not None
    assert note.notices == ()


def test_the_later_of_two_dates_is_the_time_of_publication() -> None:
    note = parse(f"{HEAD}publishDate: 2999-01-01\n---\ntext")
    assert note.published_at is not None
    assert note.published_at.year == 2999


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        *("_drafts/a.md", "drafts/a.md", "Drafts/deep/a.md", "posts/_private/a.md", "wip/a.md", "草稿/a.md"),
        *("a.draft.md", "my-draft.md", "draft-a.md", "_a.md", "posts/_a.markdown"),
    ],
)
def test_a_place_for_drafts_makes_a_draft(path: str, tmp_path: Path, client: Client) -> None:
    file = tmp_path / "notes" / path
    file.parent.mkdir(parents=True)
    file.write_text(f"{HEAD}---\nsecret text")
    (loaded,) = load_folder(tmp_path / "notes", make_author())
    assert (loaded.outcome, loaded.is_draft) == ("created", True)
    assert Post.objects.get().published_at is None
    assert "secret" not in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["draftsman.md", "overdraft.md", "redraft/a.md", "2026/private-keys.md", "_posts/a.md"]
)
def test_a_name_that_only_resembles_a_draft_is_published(path: str, tmp_path: Path) -> None:
    file = tmp_path / "notes" / path
    file.parent.mkdir(parents=True)
    file.write_text(f"{HEAD}---\ntext")
    load_folder(tmp_path / "notes", make_author())
    assert Post.objects.get().is_published


@pytest.mark.django_db
def test_a_folder_of_drafts_makes_drafts_when_it_is_loaded_itself(tmp_path: Path) -> None:
    (tmp_path / "_drafts").mkdir()
    (tmp_path / "_drafts" / "a.md").write_text(f"{HEAD}---\ntext")
    load_folder(tmp_path / "_drafts", make_author())
    assert Post.objects.get().published_at is None
