"""Statements that change what pages show are recognised in whatever way they are written."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models import CharField, Value
from django.db.models.functions import Replace
from hypothesis import given
from hypothesis import strategies as st

from notes.content_version.statements import PRIVATE_MODELS, changes_content, is_transactional
from notes.models import Post

TABLES = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True))
PRIVATE_TABLES = sorted(apps.get_model(label)._meta.db_table for label in PRIVATE_MODELS)
PUBLIC_TABLES = sorted({*TABLES} - {*PRIVATE_TABLES})

WRITES = (
    "INSERT INTO {} (a) VALUES (1)",
    "INSERT OR REPLACE INTO {} VALUES (1)",
    "REPLACE INTO {} VALUES (1)",
    "UPDATE {} SET a = 1",
    "UPDATE OR IGNORE {} SET a = 1",
    "UPDATE ONLY {} SET a = 1",
    "UPDATE {} AS t SET a = 1 FROM other",
    "DELETE FROM {}",
    "DELETE FROM ONLY {} USING other",
    "TRUNCATE {}",
    "TRUNCATE TABLE ONLY {}, other RESTART IDENTITY CASCADE",
    "TRUNCATE other, {}",
    "MERGE INTO {} AS t USING other ON t.id = other.id WHEN MATCHED THEN UPDATE SET a = 1",
    "COPY {} (a, b) FROM STDIN",
    "COPY {} FROM '/a/file' WITH (FORMAT csv)",
    "WITH old AS (SELECT 1) UPDATE {} SET a = 1",
    "WITH RECURSIVE gone AS (DELETE FROM {} RETURNING *) SELECT count(*) FROM gone",
    "WITH a AS (SELECT 1), b AS (INSERT INTO {} SELECT * FROM a RETURNING id) SELECT id FROM b",
    "SELECT 1; UPDATE {} SET a = 1",
    "SET x = 1;\nDELETE FROM {};",
    'UPDATE "django_session" SET a = 1; DELETE FROM {}',
    'INSERT INTO "django_session" VALUES (1); UPDATE {} SET a = 1; SELECT 1',
    "ALTER TABLE {} DROP COLUMN a",
    "ALTER TABLE {} RENAME TO gone",
    "DROP TABLE IF EXISTS {} CASCADE",
    "EXPLAIN ANALYZE DELETE FROM {}",
    "PREPARE later AS UPDATE {} SET a = 1",
    "DO $$ BEGIN UPDATE {} SET a = 1; END $$",
    "(DELETE FROM {})",
)
NAMELESS = (
    "CALL tidy()",
    "EXECUTE later(1)",
    "DO LANGUAGE plpgsql 'begin perform f(); end'",
    "REFRESH MATERIALIZED VIEW v",
)
QUOTES = ("{}", '"{}"', '"public"."{}"', "public.{}", 'main."{}"', "public . {}", "`{}`", "[{}]", 'U&"{}"')
BLANKS = ("", " ", "\n", "\t", "/* UPDATE it */ ", "-- why\n", "/* a\n b */\n", "--\n/**/", "/* /* nested */ */ ")

quoted = st.builds(str.format, st.sampled_from(QUOTES), st.sampled_from(PUBLIC_TABLES))
case = st.sampled_from((str, str.upper, str.lower, str.title))


@given(st.sampled_from(BLANKS), st.sampled_from(WRITES), quoted, st.sampled_from(BLANKS), case)
def test_detects_every_write_to_a_public_table(
    before: str, write: str, table: str, after: str, spelled: type[str]
) -> None:
    statement = before + spelled(write.format(table)) + after
    assert changes_content(statement)
    assert changes_content(statement.replace(" ", "\n"))
    assert changes_content(statement.replace(" ", " /* , */ "))


@pytest.mark.parametrize("statement", NAMELESS)
def test_detects_statements_that_may_write_to_any_table(statement: str) -> None:
    assert changes_content(statement)


@given(st.sampled_from(PRIVATE_TABLES), st.sampled_from(PUBLIC_TABLES))
def test_ignores_plain_writes_to_private_tables_only(unshown: str, shown: str) -> None:
    for plain in (
        f'INSERT INTO "{unshown}" ("a", "b") VALUES (%s, %s) RETURNING "{unshown}"."id"',
        f'INSERT INTO "{unshown}" ("a") VALUES (%s) ON CONFLICT("a") DO UPDATE SET "a" = EXCLUDED."a"',
        f'INSERT INTO "{unshown}" ("a") VALUES (%s) ON CONFLICT DO NOTHING',
        f'UPDATE "{unshown}" SET "a" = %s WHERE "{unshown}"."id" IN (SELECT U0."id" FROM "{shown}" U0)',
        f'DELETE FROM "{unshown}" WHERE "{unshown}"."id" = %s',
        f"delete from {unshown};",
    ):
        assert not changes_content(plain)
        assert changes_content(f'{plain}; UPDATE "{shown}" SET "a" = 1')
        assert changes_content(f'WITH x AS (DELETE FROM "{shown}") {plain}')
        assert changes_content(plain.replace(unshown, shown))
    assert changes_content(f'TRUNCATE "{unshown}", "{shown}"')


def test_ignores_last_login_but_no_other_user_field() -> None:
    table = User._meta.db_table
    assert not changes_content(f'UPDATE "{table}" SET "last_login" = %s WHERE "{table}"."id" = %s')
    assert changes_content(f'UPDATE "{table}" SET "last_login" = %s, "first_name" = %s WHERE "{table}"."id" = %s')
    assert changes_content(f'UPDATE "{table}" SET "last_login" = NULL,"first_name"=\'x\' WHERE "{table}"."id" = %s')
    assert changes_content(f'UPDATE "{table}" SET "first_name" = %s WHERE "{table}"."last_login" = %s')
    assert changes_content('UPDATE "notes_post" SET "last_login" = %s WHERE "id" = %s')


def test_ignores_reads_and_locks() -> None:
    posts = Post.objects.select_related("author", "rendering").order_by("-updated_at")
    cleaned = Replace("title", Value("update"), Value("delete"), output_field=CharField())
    for query in (posts, posts.annotate(cleaned=cleaned), Session.objects.all(), posts.values("updated_at")):
        assert not changes_content(query.query.sql_with_params()[0])
    for statement in (
        'SELECT "notes_post"."id" FROM "notes_post" WHERE "notes_post"."id" = %s FOR UPDATE',
        'SELECT 1 FROM "notes_post" FOR NO KEY UPDATE SKIP LOCKED',
        "SAVEPOINT s1",
        "BEGIN IMMEDIATE",
        "PRAGMA foreign_keys = OFF",
        'DECLARE "c" NO SCROLL CURSOR WITH HOLD FOR SELECT "notes_post"."updated_at" FROM "notes_post"',
        "SET LOCAL lock_timeout = 250; SET LOCAL synchronous_commit = off",
        'CREATE INDEX "a" ON "notes_post" ("updated_at")',
        "VACUUM ANALYZE notes_post",
    ):
        assert not changes_content(statement), statement


def test_is_transactional_for_writes_but_not_for_ddl_and_procedures() -> None:
    for statement in (
        "UPDATE t SET a = 1",
        "/* a */ -- b\n (with x as (select 1) delete from t)",
        "insert into t select 1",
    ):
        assert is_transactional(statement)
    for statement in (
        "DROP DATABASE x",
        "/* UPDATE */ CALL p()",
        "DO $$ $$",
        "ALTER SYSTEM SET x = 1",
        "; UPDATE t",
        "",
    ):
        assert not is_transactional(statement)


def test_private_models_exist() -> None:
    assert {apps.get_model(label)._meta.label for label in PRIVATE_MODELS} == {*PRIVATE_MODELS}
