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
from notes.models.content_changes import query_version
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
        before = query_version()
        with connection.cursor() as cursor:
            if block is None:
                cursor.execute(statement, params or None)
            else:
                with block:
                    cursor.execute(statement, params or None)
        found.add(query_version() != before)
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
def test_writing_content_changes_the_version(post: Post, statement: str) -> None:
    assert changes(statement)


@on_postgresql
def test_detects_writes_by_psycopg_composables_and_bytes(post: Post) -> None:
    from psycopg import sql

    assert changes(sql.SQL("UPDATE {} SET pinned = true").format(sql.Identifier("public", "notes_post")))
    assert changes(b"UPDATE notes_post SET pinned = true")
    assert not changes(sql.SQL("SELECT 1"))


def test_executemany_changes_the_version(post: Post) -> None:
    before = query_version()
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE notes_post SET title = %s WHERE id = %s", [("A", post.pk), ("B", post.pk)])
    assert query_version() != before
    assert Post.objects.get().title == "B"


def test_logging_in_and_out_does_not_change_the_version(post: Post, client: Client) -> None:
    user = make_superuser()
    before = query_version()
    assert client.post("/admin/login/", {"username": user.username, "password": PASSWORD}).status_code == 302
    client.get("/admin/")
    client.post("/admin/logout/")
    SessionStore().clear_expired()
    call_command("clearsessions")
    assert query_version() == before


def test_storing_renderings_does_not_change_the_version(post: Post, client: Client) -> None:
    before = query_version()
    client.get("/posts/note/")
    assert Rendering.objects.exists()
    Rendering.objects.update(problem_count=1)
    Rendering.objects.all().delete()
    assert query_version() == before


def test_rows_of_a_returning_clause_can_be_fetched(post: Post) -> None:
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


def test_supports_transactions_begun_by_sql(post: Post, by_hand: None) -> None:
    before = query_version()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE notes_post SET title = 'Renamed'")
        cursor.execute("ROLLBACK")
        assert (query_version(), Post.objects.get().title) == (before, "Note")
        cursor.execute("BEGIN")
        cursor.execute("UPDATE notes_post SET title = 'Renamed'")
        cursor.execute("COMMIT")
    assert query_version() != before
    assert Post.objects.get().title == "Renamed"


def test_supports_autocommit_off(post: Post, by_hand: None) -> None:
    before = query_version()
    transaction.set_autocommit(False)
    Post.objects.update(title="Renamed")
    transaction.rollback()
    assert query_version() == before
    Post.objects.update(title="Renamed")
    transaction.commit()
    transaction.set_autocommit(True)
    assert query_version() != before
    assert Post.objects.get().title == "Renamed"


@on_postgresql
def test_a_procedure_may_commit(post: Post) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE PROCEDURE publish_all() LANGUAGE plpgsql AS"
            " $$ BEGIN UPDATE notes_post SET pinned = true; COMMIT; END $$"
        )
        try:
            before = query_version()
            cursor.execute("CALL publish_all()")
            assert query_version() != before
        finally:
            cursor.execute("DROP PROCEDURE publish_all")


def test_migrates_back_to_before_the_version_table_and_forward() -> None:
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
    assert query_version() != "0-0"
    version = query_version()
    make_user()
    assert query_version() != version
