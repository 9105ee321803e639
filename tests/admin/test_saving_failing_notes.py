"""Saving a note whose rendering raises: it is saved, and the author is told."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.translation import gettext, override

from notes.heavy_requests import slot
from notes.models import Post
from tests.admin.forms import ADD, change_url, fields_of
from tests.factories import make_author, make_post
from tests.failing_notes import FAULTS, MARKER, break_rendering

# Committed, because the author is told after the transaction.
pytestmark = pytest.mark.django_db(transaction=True)

SAID = (
    "The note is saved but could not be rendered, so readers see its source. This is an error in Lemma, not in your "
    "text. It has been logged."
)


@pytest.fixture
def author(client: Client) -> User:
    author = make_author()
    client.force_login(author)
    return author


def messages_after(client: Client, address: str, **fields: object) -> list[str]:
    response = client.post(address, fields, follow=True)
    assert response.status_code == 200
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_new_note_is_saved_and_its_author_told(
    client: Client, author: User, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    break_rendering(monkeypatch, kind)
    said = messages_after(client, ADD, **fields_of(button="_publish", body=MARKER))
    assert SAID in said
    assert any("visible to readers" in each for each in said)
    assert Post.objects.get().body == MARKER


def test_a_note_that_begins_to_fail_warns_of_no_references(
    client: Client, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_rendering(monkeypatch)
    post = make_post("Target", body="## Part", author=author)
    make_post("Source", body="[[target#part]]")
    said = messages_after(client, change_url(post), **fields_of(post, body=f"## Part\n\n{MARKER}"))
    assert SAID in said
    assert not any("links to labels" in each for each in said)


def test_a_note_that_is_mended_is_not_warned_of(client: Client, author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    break_rendering(monkeypatch)
    post = make_post("Target", body=MARKER, author=author)
    assert client.get(post.get_absolute_url()).status_code == 200
    assert SAID not in messages_after(client, change_url(post), **fields_of(post, body="Mended"))
    assert b"Mended" in client.get(post.get_absolute_url()).content


def test_the_author_is_told_in_their_language(client: Client, author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    break_rendering(monkeypatch)
    client.cookies["django_language"] = "zh-hans"
    with override("zh-hans"):
        chinese = gettext(SAID)
    assert chinese != SAID
    assert chinese in messages_after(client, ADD, **fields_of(button="_draft", body=MARKER))


def test_saving_renders_once(client: Client, author: User, monkeypatch: pytest.MonkeyPatch) -> None:
    post = make_post("Target", body="## Part\n\n$$a\\label{eq:a}$$", author=author)
    make_post("Source", body="[[target#part]]")
    assert client.get(post.get_absolute_url()).status_code == 200
    fault = break_rendering(monkeypatch)
    messages = messages_after(client, change_url(post), **fields_of(post, body="None"))
    assert any("links to labels" in message for message in messages)
    post.refresh_from_db()
    messages_after(client, change_url(post), **fields_of(post, body=MARKER))
    assert client.get(post.get_absolute_url()).status_code == 200
    assert fault.count == 1


def test_a_busy_server_saves_and_says_that_it_did_not_check(
    client: Client, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = break_rendering(monkeypatch)
    with slot(), slot():
        said = messages_after(client, ADD, **fields_of(button="_draft", body=MARKER))
    assert any("too busy to check it" in each for each in said)
    assert fault.count == 0
    assert SAID in messages_after(client, change_url(Post.objects.get()), **fields_of(Post.objects.get()))
