"""What the database holds, to notice any change that somebody made without the right to."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

# What a visit writes: sessions, logs, renderings, the time of a log-in. A save that changes nothing is a new version.
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
    """The rows of all tables by a name such as `post 3`."""
    return dict(rows())


def rows() -> Iterator[tuple[str, tuple[object, ...]]]:
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.db_table.startswith(IGNORED_TABLES):
            continue
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in IGNORED_COLUMNS]
        for row in model._base_manager.order_by("pk").values_list(*names):
            yield f"{model._meta.model_name} {row[0]}", row


def changes(before: State, after: State) -> str:
    """What differs, in words; empty if nothing does."""
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return f"it changed {', '.join(changed[:5])}" if changed else ""
