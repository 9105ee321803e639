"""Pages as they are asked for while nobody writes."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def quiet_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edition that stands still: within a test's transaction somebody is always writing."""
    monkeypatch.setattr("notes.content_version.current", lambda: "an-edition")
