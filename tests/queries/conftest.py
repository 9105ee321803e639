"""A constant content version, so that memoized values are used."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def constant_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A constant content version: within a test's transaction it is unknown."""
    monkeypatch.setattr("notes.content_version.get", lambda: "a-version")
