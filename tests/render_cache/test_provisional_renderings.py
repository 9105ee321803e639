"""What there was too little time to draw is shown, and drawn again later: once for all readers, not for each."""

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
def hurry(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No time is left for any formula, until this is undone."""
    clear_cache()
    monkeypatch.setattr("notes.rendering.math.budget.SECONDS", -1)
    return monkeypatch


@pytest.fixture
def note(hurry: pytest.MonkeyPatch, client: Client) -> Post:
    """A note that was drawn in a hurry."""
    post = make_post("Note", body="$x$")
    assert b"math-error" in client.get(ADDRESS).content
    return post


def die(*_arguments: object) -> None:
    """Ends the process: everything else that rendering raises is contained."""
    raise SystemExit


def make_due() -> None:
    Rendering.objects.update(retry_at=timezone.now() - timedelta(seconds=1))


def test_it_is_kept_for_a_while(client: Client, note: Post, hurry: pytest.MonkeyPatch) -> None:
    hurry.undo()
    assert b"math-error" in client.get(ADDRESS).content


def test_it_heals_when_its_time_has_come(client: Client, note: Post, hurry: pytest.MonkeyPatch) -> None:
    hurry.undo()
    make_due()
    assert b"math-error" not in client.get(ADDRESS).content
    assert Rendering.objects.get().retry_at is None
    assert valid_until(Rendering.objects.all()) is None


def test_one_that_stays_so_is_drawn_once_for_all_readers(client: Client, note: Post, hurry: pytest.MonkeyPatch) -> None:
    make_due()
    client.get(ADDRESS)
    hurry.setattr("notes.rendering.render", die)
    assert client.get(ADDRESS).status_code == 200
    assert client.get("/").status_code == 200


def test_who_draws_it_takes_it_from_others_first(client: Client, note: Post, hurry: pytest.MonkeyPatch) -> None:
    def while_another_reads(*_arguments: object) -> None:
        due_at = Rendering.objects.get().retry_at
        assert due_at
        assert due_at > timezone.now()
        die()

    make_due()
    hurry.setattr("notes.rendering.render", while_another_reads)
    with pytest.raises(SystemExit):
        client.get(ADDRESS)
    assert client.get(ADDRESS).status_code == 200


def test_a_list_draws_one_again_at_a_time(client: Client, note: Post, hurry: pytest.MonkeyPatch) -> None:
    for number in range(3):
        make_post(body=f"$y_{number}$")
    client.get("/")
    hurry.undo()
    make_due()
    for left in (3, 2, 1, 0):
        client.get("/")
        assert Rendering.objects.filter(retry_at__isnull=False).count() == left


def test_a_database_that_takes_nothing_is_not_drawn_for(
    client: Client, note: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_values: object) -> None:
        raise DatabaseError("read-only")

    make_due()
    monkeypatch.setattr("django.db.models.query.QuerySet.update", refuse)
    monkeypatch.setattr("notes.rendering.render", die)
    assert client.get(ADDRESS).status_code == 200


def test_a_summary_drawn_in_a_hurry_counts_too(hurry: pytest.MonkeyPatch) -> None:
    post = make_post("Note", body="Text", summary="$x$")
    assert rendered(post).html
    assert Rendering.objects.get().retry_at


def test_pages_are_kept_until_it_is_due(note: Post) -> None:
    rows, now = Rendering.objects.all(), timezone.now()
    retry_at = rows.get().retry_at
    assert retry_at is not None
    assert valid_until(rows) == retry_at
    assert now + RETRY_AFTER - timedelta(minutes=1) < retry_at <= timezone.now() + RETRY_AFTER
    make_due()
    until = valid_until(rows.all())
    assert until is not None
    assert now + MIN_PAGE_LIFETIME <= until <= timezone.now() + MIN_PAGE_LIFETIME


def test_render_notes_draws_it_at_once(
    note: Post, hurry: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("render_notes", processes=1)
    assert "Provisional renderings: 1" in capsys.readouterr().out
    hurry.undo()
    call_command("render_notes", processes=1)
    call_command("render_notes", processes=1)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Rendered 1 of 1 notes")
    assert second.startswith("Rendered 0 of 1 notes")
