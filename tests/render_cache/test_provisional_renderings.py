"""Renderings that ran out of time are shown, and retried later: once for all readers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from notes.models import Post, Rendering
from notes.render_cache.storage import MIN_PAGE_LIFETIME, RETRY_AFTER, valid_until
from notes.rendering.math.katex.render_queue import clear_cache
from tests.factories import make_post
from tests.rendered_posts import rendered

pytestmark = pytest.mark.django_db

ADDRESS = "/posts/note/"


@pytest.fixture
def no_time(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The time limit of formulas is exceeded at once, until the patch is undone."""
    clear_cache()
    monkeypatch.setattr("notes.rendering.math.budget.SECONDS", -1)
    return monkeypatch


@pytest.fixture
def note(no_time: pytest.MonkeyPatch, client: Client) -> Post:
    """A note whose rendering is provisional."""
    post = make_post("Note", body="$x$")
    assert b"math-error" in client.get(ADDRESS).content
    return post


def exit_process(*_arguments: object) -> None:
    """Replaces `render`: the renderer's exceptions are caught, but not this one."""
    raise SystemExit


def make_due() -> None:
    Rendering.objects.update(retry_at=timezone.now() - timedelta(seconds=1))


def test_provisional_rendering_is_shown_until_its_retry_time(
    client: Client, note: Post, no_time: pytest.MonkeyPatch
) -> None:
    no_time.undo()
    assert b"math-error" in client.get(ADDRESS).content


def test_provisional_rendering_is_retried_at_its_retry_time(
    client: Client, note: Post, no_time: pytest.MonkeyPatch
) -> None:
    no_time.undo()
    make_due()
    assert b"math-error" not in client.get(ADDRESS).content
    assert Rendering.objects.get().retry_at is None
    assert valid_until(Rendering.objects.all()) is None


def test_retry_that_fails_again_runs_once_for_all_readers(
    client: Client, note: Post, no_time: pytest.MonkeyPatch
) -> None:
    make_due()
    client.get(ADDRESS)
    no_time.setattr("notes.rendering.render", exit_process)
    assert client.get(ADDRESS).status_code == 200
    assert client.get("/").status_code == 200


def test_retry_is_claimed_before_rendering(client: Client, note: Post, no_time: pytest.MonkeyPatch) -> None:
    def while_another_reads(*_arguments: object) -> None:
        due_at = Rendering.objects.get().retry_at
        assert due_at
        assert due_at > timezone.now()
        exit_process()

    make_due()
    no_time.setattr("notes.rendering.render", while_another_reads)
    with pytest.raises(SystemExit):
        client.get(ADDRESS)
    assert client.get(ADDRESS).status_code == 200


def test_list_retries_one_rendering_per_request(client: Client, note: Post, no_time: pytest.MonkeyPatch) -> None:
    for number in range(3):
        make_post(body=f"$y_{number}$")
    client.get("/")
    no_time.undo()
    make_due()
    for left in (3, 2, 1, 0):
        client.get("/")
        assert Rendering.objects.filter(retry_at__isnull=False).count() == left


def test_does_not_retry_if_the_database_is_read_only(
    client: Client, note: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_values: object) -> None:
        raise DatabaseError("read-only")

    make_due()
    monkeypatch.setattr("django.db.models.query.QuerySet.update", refuse)
    monkeypatch.setattr("notes.rendering.render", exit_process)
    assert client.get(ADDRESS).status_code == 200


def test_provisional_summary_makes_the_rendering_provisional(no_time: pytest.MonkeyPatch) -> None:
    post = make_post("Note", body="Text", summary="$x$")
    assert rendered(post).html
    assert Rendering.objects.get().retry_at


def test_pages_are_valid_until_the_retry_time(note: Post) -> None:
    rows, now = Rendering.objects.all(), timezone.now()
    retry_at = rows.get().retry_at
    assert retry_at is not None
    assert valid_until(rows) == retry_at
    assert now + RETRY_AFTER - timedelta(minutes=1) < retry_at <= timezone.now() + RETRY_AFTER
    make_due()
    until = valid_until(rows.all())
    assert until is not None
    assert now + MIN_PAGE_LIFETIME <= until <= timezone.now() + MIN_PAGE_LIFETIME


def test_render_notes_retries_at_once(
    note: Post, no_time: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("render_notes", processes=1)
    assert "Provisional renderings: 1" in capsys.readouterr().out
    no_time.undo()
    call_command("render_notes", processes=1)
    call_command("render_notes", processes=1)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Rendered 1 of 1 notes")
    assert second.startswith("Rendered 0 of 1 notes")
