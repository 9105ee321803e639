"""Statements as the database executes them: which of them make a new version of the content."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from notes.models import ContentChange, Post, Rendering, Tag
from notes.models.content_changes import content_version
from tests.factories import PASSWORD, make_post, make_superuser, make_tag, make_user

pytestmark = pytest.mark.django_db(transaction=True)

on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQL that only PostgreSQL has")
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQL that only SQLite has")


@pytest.fixture
def post() -> Post:
    return make_post("Note", body="$x$")


def changes(statement: Any, *params: str | int | None) -> bool:
    """Whether executing a statement, outside of a transaction and in one, makes a new version each time."""
    found = set()
    for block in (None, transaction.atomic()):
        before = content_version()
        with connection.cursor() as cursor:
            if block is None:
                cursor.execute(statement, params or None)
            else:
                with block:
                    cursor.execute(statement, params or None)
        found.add(content_version() != before)
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notes_post SET pinned = true",
        'update "notes_post" set pinned = true',
        "/* by hand */ UPDATE notes_post SET pinned = true",
        "-- by hand\nUPDATE notes_post SET pinned = true",
        "WITH one AS (SELECT 1) UPDATE notes_post SET pinned = true",
        "DELETE FROM notes_taggedpost",
        "INSERT INTO notes_tag (name, slug) SELECT name || '2', slug || '2' FROM notes_tag WHERE 1 = 0",
        "UPDATE auth_user SET first_name = 'Ada'",
        pytest.param('UPDATE "public"."notes_post" SET pinned = true', marks=on_postgresql),
        pytest.param("UPDATE public.notes_post SET pinned = true", marks=on_postgresql),
        pytest.param('UPDATE U&"notes\\005fpost" SET pinned = true', marks=on_postgresql),
        pytest.param(
            "WITH x AS (UPDATE notes_post SET pinned = true RETURNING id) SELECT * FROM x", marks=on_postgresql
        ),
        pytest.param("SELECT 1; UPDATE notes_post SET pinned = true", marks=on_postgresql),
        pytest.param("DO $$ BEGIN UPDATE notes_post SET pinned = true; END $$", marks=on_postgresql),
        pytest.param("TRUNCATE notes_rendering, notes_taggedpost", marks=on_postgresql),
        pytest.param("COPY notes_taggedpost FROM '/dev/null'", marks=on_postgresql),
        pytest.param("COPY notes_taggedpost FROM PROGRAM 'true'", marks=on_postgresql),
        pytest.param(
            "MERGE INTO notes_post p USING (SELECT 1) o ON true WHEN MATCHED THEN UPDATE SET pinned = true",
            marks=on_postgresql,
        ),
        pytest.param("UPDATE main.notes_post SET pinned = 1", marks=on_sqlite),
        pytest.param("UPDATE [notes_post] SET pinned = 1", marks=on_sqlite),
        pytest.param("UPDATE 'notes_post' SET pinned = 1", marks=on_sqlite),
        pytest.param("UPDATE OR IGNORE notes_post SET pinned = 1", marks=on_sqlite),
        pytest.param("REPLACE INTO notes_tag (id, name, slug) SELECT id, name, slug FROM notes_tag", marks=on_sqlite),
    ],
)
def test_a_write_to_the_content_makes_a_new_version(post: Post, statement: str) -> None:
    assert changes(statement)


@on_postgresql
def test_statements_of_psycopg_and_bytes_are_understood(post: Post) -> None:
    from psycopg import sql

    assert changes(sql.SQL("UPDATE {} SET pinned = true").format(sql.Identifier("public", "notes_post")))
    assert changes(b"UPDATE notes_post SET pinned = true")
    assert not changes(sql.SQL("SELECT 1"))


def test_several_parameters_make_a_new_version(post: Post) -> None:
    before = content_version()
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE notes_post SET title = %s WHERE id = %s", [("A", post.pk), ("B", post.pk)])
    assert content_version() != before
    assert Post.objects.get().title == "B"


def test_signing_in_and_out_and_its_history_make_none(post: Post, client: Client) -> None:
    user = make_superuser()
    before = content_version()
    assert client.post("/admin/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
    client.get("/admin/")
    client.post("/admin/logout/")
    SessionStore().clear_expired()
    call_command("clearsessions")
    assert content_version() == before


def test_rendering_notes_makes_none(post: Post, client: Client) -> None:
    before = content_version()
    client.get("/posts/note/")
    assert Rendering.objects.exists()
    Rendering.objects.update(problem_count=1)
    Rendering.objects.all().delete()
    assert content_version() == before


def test_what_is_returned_by_a_write_can_be_read(post: Post) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notes_post SET title = 'Renamed' RETURNING id, title")
        assert [tuple(row) for row in cursor.fetchall()] == [(post.pk, "Renamed")]
        cursor.execute("UPDATE notes_post SET title = 'Renamed' WHERE id = 0 RETURNING id")
        assert list(cursor.fetchall()) == []
    assert Tag.objects.get(pk=make_tag("GAN").pk).name == "GAN"


@pytest.fixture
def by_hand() -> Iterator[None]:
    yield
    connection.close()


def test_a_transaction_that_was_begun_by_hand_works_as_before(post: Post, by_hand: None) -> None:
    before = content_version()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE notes_post SET title = 'Renamed'")
        cursor.execute("ROLLBACK")
        assert (content_version(), Post.objects.get().title) == (before, "Note")
        cursor.execute("BEGIN")
        cursor.execute("UPDATE notes_post SET title = 'Renamed'")
        cursor.execute("COMMIT")
    assert content_version() != before
    assert Post.objects.get().title == "Renamed"


def test_manual_transactions_work_as_before(post: Post, by_hand: None) -> None:
    before = content_version()
    transaction.set_autocommit(False)
    Post.objects.update(title="Renamed")
    transaction.rollback()
    assert content_version() == before
    Post.objects.update(title="Renamed")
    transaction.commit()
    transaction.set_autocommit(True)
    assert content_version() != before
    assert Post.objects.get().title == "Renamed"


@on_postgresql
def test_a_procedure_may_commit(post: Post) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE PROCEDURE publish_all() LANGUAGE plpgsql AS"
            " $$ BEGIN UPDATE notes_post SET pinned = true; COMMIT; END $$"
        )
        try:
            before = content_version()
            cursor.execute("CALL publish_all()")
            assert content_version() != before
        finally:
            cursor.execute("DROP PROCEDURE publish_all")


def test_the_database_can_be_migrated_to_before_there_were_versions_and_back() -> None:
    graph = MigrationExecutor(connection).loader.graph
    (creation,) = (node for node in graph.nodes if node[1].endswith("_content_changes"))
    before = [parent.key for parent in graph.node_map[creation].parents]
    try:
        MigrationExecutor(connection).migrate(before)
        make_user()
        assert ContentChange._meta.db_table not in connection.introspection.table_names()
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert content_version() != "0-0"
    version = content_version()
    make_user()
    assert content_version() != version
