"""Snapshots of the database, to detect unauthorised changes."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

# Any request may write these: sessions, logs, renderings, the last log-in, and the version of an unchanged post.
IGNORED_TABLES = (
    "django_session",
    "django_admin_log",
    "notes_rendering",
    "notes_content",
    "django_migrations",
    "sqlite_sequence",
)
IGNORED_COLUMNS = ("last_login", "version")

State = dict[str, tuple[object, ...]]


def state() -> State:
    """All rows, by names such as `post 3`."""
    return dict(rows())


def rows() -> Iterator[tuple[str, tuple[object, ...]]]:
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.db_table.startswith(IGNORED_TABLES):
            continue
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in IGNORED_COLUMNS]
        for row in model._base_manager.order_by("pk").values_list(*names):
            yield f"{model._meta.model_name} {row[0]}", row


def changes(before: State, after: State) -> str:
    """The changed rows as a message; empty if there are none."""
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return f"it changed {', '.join(changed[:5])}" if changed else ""
