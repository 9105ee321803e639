"""Renderings are stored in the database: nothing is rendered twice, and nothing outdated is shown."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client

from notes.models import Post, Rendering, RenderingTargets
from notes.render_cache.posts import load_document
from notes.render_cache.snapshots import Card, Details, Outline, pack, unpack
from notes.rendering import Document, RenderContext, render
from tests.factories import make_post
from tests.rendered_posts import rendered

pytestmark = pytest.mark.django_db

ADDRESSES = ("/", "/posts/target/", "/posts/source/", "/feed/")


class RenderLog(list[str]):
    """Replaces `render` and records the sources that were rendered."""

    def __call__(self, source: str, surroundings: RenderContext) -> Document:
        self.append(source)
        return render(source, surroundings)


@pytest.fixture
def render_log(monkeypatch: pytest.MonkeyPatch) -> RenderLog:
    counted = RenderLog()
    monkeypatch.setattr("notes.rendering.render", counted)
    return counted


@pytest.fixture
def site(client: Client) -> None:
    """Two posts, one of which names an equation of the other, and all pages visited."""
    make_post("Target", body="## Part\n\n$$a\\label{eq:a}$$", summary="In short")
    make_post("Source", body="By \\eqref{target:eq:a} and [[target#part]]: $x$.")
    visit(client)


def visit(client: Client) -> list[bytes]:
    return [client.get(address).content for address in ADDRESSES]


def test_renders_nothing_twice(client: Client, site: None, render_log: RenderLog) -> None:
    visit(client)
    cache.clear()
    visit(client)
    assert render_log == []


def test_saved_post_is_rendered_once(client: Client, site: None, render_log: RenderLog) -> None:
    post = Post.objects.get(slug="source")
    post.body += " More."
    post.save()
    assert render_log == []
    visit(client)
    assert render_log == [post.body]


def test_saving_without_a_change_renders_nothing(client: Client, site: None, render_log: RenderLog) -> None:
    for post in Post.objects.all():
        post.save()
    visit(client)
    assert render_log == []


@pytest.mark.parametrize("column", ["card", "outline", "html", "feed_html"])
@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 20, pickle.dumps("<script>"), pack(Card("<script>", "", 1, False))[:-3]]
)
def test_damaged_rendering_is_rendered_again(
    client: Client, site: None, render_log: RenderLog, column: str, content: bytes
) -> None:
    before = visit(client)
    Rendering.objects.update(**{column: content})
    assert visit(client) == before
    assert len(render_log) > 0


def test_damaged_reference_targets_are_rendered_again(client: Client, site: None) -> None:
    before = visit(client)
    RenderingTargets.objects.update(packed=b"damaged")
    Rendering.objects.update(key="")
    assert visit(client) == before


def test_another_renderer_version_renders_again(
    client: Client, site: None, render_log: RenderLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes.render_cache.keys.VERSION", "another")
    visit(client)
    assert {"In short"} < set(render_log)


def test_stores_one_row_per_post_and_deletes_it_with_the_post(client: Client, site: None) -> None:
    post = Post.objects.get(slug="source")
    for number in range(3):
        post.body = f"Text {number}"
        post.save()
        visit(client)
    assert Rendering.objects.count() == Post.objects.count() == 2
    post.delete()
    assert Rendering.objects.count() == RenderingTargets.objects.count() == 1


def test_stored_document_equals_the_rendered_one(site: None) -> None:
    posts = Post.objects.all()
    assert len(posts) == 2
    for post in posts:
        document = load_document(post)
        Rendering.objects.all().delete()
        assert load_document(post) == document
        assert load_document(post) == document
        assert document.html == rendered(post).html
        assert document.plain_text


def test_unpack_returns_what_was_packed() -> None:
    document = render("# A\n\n$x$ and $$y\\label{eq:y}\\tag{3}$$\n\n[[nowhere]] \ud800 `code`", RenderContext())
    for value in (Card.of(document, document), Outline(document.headings), Details.of(document), document.html):
        assert unpack(type(value), pack(value)) == value


@pytest.mark.parametrize("value", [None, [], ["a"], ["a", "b", "c"], ["a", "b", True, 1], {"a": 1}, "a", [1, 2, 3]])
def test_unpack_rejects_another_shape(value: object) -> None:
    import json
    import zlib

    assert unpack(Card, zlib.compress(json.dumps(value).encode())) is None


@pytest.mark.parametrize("error", [OperationalError("database is locked"), DatabaseError("read-only")])
def test_pages_are_shown_if_renderings_cannot_be_stored(
    client: Client, site: None, monkeypatch: pytest.MonkeyPatch, error: DatabaseError
) -> None:
    before = visit(client)
    Rendering.objects.all().delete()

    def refuse(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", refuse)
    assert visit(client) == before
    assert not Rendering.objects.exists()


def test_pages_are_shown_if_the_database_is_read_only(client: Client, site: None) -> None:
    before = visit(client)
    Rendering.objects.all().delete()
    with read_only():
        assert visit(client) == before


@contextmanager
def read_only() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL transaction_read_only = on")
            yield
            # Takes the setting back as well.
            transaction.set_rollback(True)
        else:
            cursor.execute("PRAGMA query_only = on")
            yield
            cursor.execute("PRAGMA query_only = off")


IN_A_NEW_PROCESS = """
import django, sys
django.setup()
from django.core.management import call_command
from django.db import connection
from django.test import Client
from notes.models import Post
from tests.factories import make_post
from tests.rendered_posts import rendered
import notes.rendering

def refuse(*_arguments):
    raise SystemExit("rendered again")

if sys.argv[1] == "first":
    call_command("migrate", verbosity=0)
    make_post("Target", body="## Part\\n\\n$$a\\\\label{eq:a}$$")
    make_post("Source", body="By \\\\eqref{target:eq:a} and [[target#part]]: $x$.")
else:
    render_again, notes.rendering.render = notes.rendering.render, refuse
for address in ("/", "/posts/target/", "/posts/source/", "/feed/"):
    assert Client().get(address).status_code == 200
if sys.argv[1] == "locked":
    notes.rendering.render = render_again
    import sqlite3, time
    Post.objects.get(slug="source").save()
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("DELETE FROM notes_rendering")
    other.execute("BEGIN IMMEDIATE")
    # Start KaTeX before the clock: on a busy machine that takes longer than the lock timeout.
    render_again("$x$", notes.rendering.RenderContext())
    began = time.monotonic()
    assert Client().get("/posts/source/").status_code == 200
    assert time.monotonic() - began < 3, "the reader waited for the writer"
print("fine")
"""


@pytest.mark.parametrize("then", ["second", "locked"])
def test_new_process_uses_stored_renderings_and_does_not_wait_for_a_writer(tmp_path: Path, then: str) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
        "CACHE_URL": "",
    }
    for turn in ("first", then):
        command = [sys.executable, "-c", IN_A_NEW_PROCESS, turn]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.stdout == "fine\n", done.stderr
