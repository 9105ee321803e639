"""The triggers that increment the version of a row at each change, as operations of migrations.

SQLite alters most tables by making them anew, which drops the triggers of the table and refuses to rename one that other
triggers refer to. A migration that alters notes_post, notes_series, notes_tag or notes_taggedpost therefore begins with
`drop_version_triggers` and ends with `create_version_triggers`.
"""

from django.db import migrations

VERSIONED = ("notes_post", "notes_series", "notes_tag")

# Tags are shown in a post's form: tagging a post or renaming one of its tags changes the post.
RETAGGED = "UPDATE notes_post SET version = version WHERE id = {row}.content_object_id;"
RENAMED = (
    "UPDATE notes_post SET version = version WHERE id IN"
    " (SELECT content_object_id FROM notes_taggedpost WHERE tag_id = NEW.id);"
)

SQLITE = [
    *(
        f"CREATE TRIGGER {table}_version AFTER UPDATE ON {table} FOR EACH ROW WHEN NEW.version IS NOT OLD.version + 1"
        f" BEGIN UPDATE {table} SET version = OLD.version + 1 WHERE id = NEW.id; END"
        for table in VERSIONED
    ),
    "CREATE TRIGGER notes_post_tagged AFTER INSERT ON notes_taggedpost FOR EACH ROW"
    f" BEGIN {RETAGGED.format(row='NEW')} END",
    "CREATE TRIGGER notes_post_untagged AFTER DELETE ON notes_taggedpost FOR EACH ROW"
    f" BEGIN {RETAGGED.format(row='OLD')} END",
    "CREATE TRIGGER notes_post_retagged AFTER UPDATE OF tag_id, content_object_id ON notes_taggedpost FOR EACH ROW"
    f" BEGIN {RETAGGED.format(row='OLD')} {RETAGGED.format(row='NEW')} END",
    "CREATE TRIGGER notes_tag_renamed AFTER UPDATE OF name ON notes_tag FOR EACH ROW WHEN NEW.name IS NOT OLD.name"
    f" BEGIN {RENAMED} END",
]
SQLITE_DROP = [
    f"DROP TRIGGER IF EXISTS {name}"
    for name in (
        *(f"{table}_version" for table in VERSIONED),
        *("notes_post_tagged", "notes_post_untagged", "notes_post_retagged", "notes_tag_renamed"),
    )
]


def function(name: str, body: str) -> str:
    # A restored backup runs with an empty search path.
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $${body}$$"


POSTGRESQL = [
    function("notes_next_version", "BEGIN NEW.version := OLD.version + 1; RETURN NEW; END"),
    *(
        f"CREATE TRIGGER {table}_version BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION notes_next_version()"
        for table in VERSIONED
    ),
    function(
        "notes_post_retagged",
        f"BEGIN IF TG_OP <> 'INSERT' THEN {RETAGGED.format(row='OLD')} END IF;"
        f" IF TG_OP <> 'DELETE' THEN {RETAGGED.format(row='NEW')} END IF; RETURN NULL; END",
    ),
    "CREATE TRIGGER notes_post_retagged AFTER INSERT OR DELETE OR UPDATE OF tag_id, content_object_id"
    " ON notes_taggedpost FOR EACH ROW EXECUTE FUNCTION notes_post_retagged()",
    function("notes_tag_renamed", f"BEGIN {RENAMED} RETURN NULL; END"),
    "CREATE TRIGGER notes_tag_renamed AFTER UPDATE OF name ON notes_tag FOR EACH ROW"
    " WHEN (NEW.name IS DISTINCT FROM OLD.name) EXECUTE FUNCTION notes_tag_renamed()",
]
POSTGRESQL_DROP = [
    f"DROP FUNCTION IF EXISTS {name} CASCADE"
    for name in ("notes_next_version", "notes_post_retagged", "notes_tag_renamed")
]


def create(_apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(_apps, schema_editor):
    for statement in {"sqlite": SQLITE_DROP, "postgresql": POSTGRESQL_DROP}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


create_version_triggers = migrations.RunPython(create, drop)
drop_version_triggers = migrations.RunPython(drop, create)
