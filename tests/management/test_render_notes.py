"""`manage.py render_notes`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from notes.management.commands import render_notes
from notes.models import Post, Rendering
from notes.render_cache.posts import render_outdated
from tests.factories import make_post
from tests.failing_notes import MARKER, break_rendering


def run(**options: object) -> str:
    out = StringIO()
    call_command("render_notes", stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_draws_what_is_not_drawn_and_says_what_has_problems() -> None:
    for number in range(3):
        make_post(body=f"Note {number}: $x$")
    make_post(body="$\\frac{1$")
    assert re.fullmatch(
        r"Rendered 4 of 4 notes in [\d.]+ s \(the rest were up to date\)\. Notes with problems: 1\.\n", run(processes=1)
    )
    assert run(processes=1).startswith("Rendered 0 of 4 notes")
    assert run(processes=1, force=True).startswith("Rendered 4 of 4 notes")


@pytest.mark.django_db
def test_draws_again_what_changed_by_another_note() -> None:
    target, _source = make_post("Target"), make_post(body="[[target]]")
    make_post()
    run(processes=1)
    target.title = "Another"
    target.save()
    assert run(processes=1).startswith("Rendered 2 of 3 notes")


@pytest.mark.django_db
def test_an_empty_site_has_nothing_to_draw() -> None:
    assert run(processes=1).startswith("Rendered 0 of 0 notes")


@pytest.mark.django_db
def test_without_a_process_nothing_can_be_done() -> None:
    with pytest.raises(CommandError, match="--processes must be at least 1"):
        run(processes=0)


@pytest.mark.django_db
def test_a_terminal_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render_notes, "NOTES_AT_ONCE", 1)
    for _ in range(2):
        make_post()
    terminal = StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    call_command("render_notes", stdout=terminal, processes=1)
    assert "1/2" in terminal.getvalue()
    assert "2/2, 0 s left" in terminal.getvalue()


@pytest.mark.django_db(transaction=True)
def test_several_processes_share_the_work_and_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render_notes, "NOTES_AT_ONCE", 2)
    for _ in range(9):
        make_post(body="$x$")
    assert run(processes=3).startswith("Rendered 9 of 9 notes")
    assert Rendering.objects.count() == Post.objects.count() == 9


@pytest.mark.django_db(transaction=True)
def test_waits_for_others_who_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.render_cache.storage.LOCK_TIMEOUT_MS", 1)
    post = make_post(body="$x$")
    run(processes=1)
    Rendering.objects.update(key="")

    def draw() -> None:
        render_outdated([post.pk])
        connection.close()

    command = threading.Thread(target=draw)
    with transaction.atomic():
        Rendering.objects.update(key="another")
        command.start()
        command.join(0.5)
    command.join()
    assert run(processes=1).startswith("Rendered 0 of 1 notes")


MAKING = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.factories import make_post
from tests.failing_notes import MARKER, break_rendering
for number in range(50):
    make_post(body=f"$x_{{{number}}}$ [[note-1]]")
call_command("render_notes", processes=3)
call_command("render_notes", processes=3)
"""


def test_several_processes_write_into_one_file(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
        "CACHE_URL": "",
    }
    done = subprocess.run([sys.executable, "-c", MAKING], env=environment, capture_output=True, text=True, check=False)
    assert re.match(r"Rendered 50 of 50 notes.*\nRendered 0 of 50 notes", done.stdout), done.stderr


@pytest.mark.django_db
def test_goes_on_after_a_note_that_fails_and_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    break_rendering(monkeypatch)
    for title, body in (("One", "$x$"), ("Failing", MARKER), ("Two", "[[failing]]")):
        make_post(title, body=body)
    out = run(processes=1)
    assert out.startswith("Rendered 3 of 3 notes")
    assert "Notes that could not be rendered: failing." in out
    assert "Provisional" not in out
    assert run(processes=1).startswith("Rendered 1 of 3 notes")
    monkeypatch.undo()
    run(processes=1)
    assert "could not be rendered" not in run(processes=1)
