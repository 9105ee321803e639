"""Every test starts with an empty cache and leaves no file behind."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from pytest_django import Settings

from notes.rendering.math import budget


@pytest.fixture(autouse=True, scope="session")
def quick_flush() -> None:
    """A test that commits is followed by emptying every table: PostgreSQL deletes few rows a hundred times faster
    than it gives each table new files, which is what TRUNCATE does."""

    def sql_flush(self: DatabaseOperations, style: Any, tables: Sequence[str], **_options: bool) -> list[str]:
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables]

    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(DatabaseOperations, "sql_flush", sql_flush)


@pytest.fixture(autouse=True, scope="session")
def time_enough() -> None:
    """On a busy machine no formula is left out because a note's time is over."""
    budget.SECONDS = 60


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def english() -> None:
    """A request leaves its language behind in its thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def media_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"
