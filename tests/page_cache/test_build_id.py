"""Pages are keyed by everything that they are made with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import django
import pytest
from pytest_django import Settings

from notes.page_cache.build_id import compute_build_id

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *("notes/views/home.py", "notes/rendering/math/draw.js", "notes/locale/zh_Hans/LC_MESSAGES/django.mo"),
    *("site_config/settings.py", "templates/home.html", "templates/admin/base.html", "requirements/run.txt"),
    "package-lock.json",
]


@pytest.fixture
def code(settings: Settings, tmp_path: Path) -> Path:
    """A checkout with one file of each kind."""
    for name in SOURCES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    settings.BASE_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


@pytest.mark.parametrize("name", SOURCES)
def test_changes_with_a_file(code: Path, name: str) -> None:
    before = compute_build_id()
    assert compute_build_id() == before
    (code / name).write_text("after")
    assert compute_build_id() != before


@pytest.mark.parametrize("name", ["notes/views/new.py", "templates/new.html", "static/staticfiles.json"])
def test_changes_with_a_new_file(code: Path, name: str) -> None:
    before = compute_build_id()
    (code / name).parent.mkdir(exist_ok=True)
    (code / name).write_text("")
    assert compute_build_id() != before


def test_source_files_exist() -> None:
    for name in SOURCES:
        assert (ROOT / name).parent.is_dir()
    assert (ROOT / "requirements" / "run.txt").is_file()
    assert (ROOT / "package-lock.json").is_file()
    assert (ROOT / "notes" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo").is_file()


CHANGES: dict[str, object] = {
    "SITE_URL": "https://other.example",
    "SITE_NAME": "Other",
    "SITE_DESCRIPTION": "Other",
    "SITE_KICKER": "Other",
    "SITE_HEADING": "Other",
    "MATH_MACROS": ((r"\R", "x"),),
    "POSTS_PER_PAGE": 5,
    "LANGUAGE_CODE": "zh-hans",
    "TIME_ZONE": "Asia/Shanghai",
    "CONTENT_SECURITY_POLICY": {},
    "PAGE_CACHE_CONTROL": "public, max-age=9",
    "SECURE_HSTS_SECONDS": 9,
    "SECURITY_HEADERS": {},
    "X_FRAME_OPTIONS": "DENY",
    "A_NEW_SETTING": 1,
}


@pytest.mark.parametrize("name", CHANGES)
def test_changes_with_a_setting(code: Path, settings: Settings, name: str) -> None:
    before = compute_build_id()
    setattr(settings, name, CHANGES[name])
    assert compute_build_id() != before


def test_changes_with_the_django_version(code: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = compute_build_id()
    monkeypatch.setattr(django, "__version__", "99.0")
    assert compute_build_id() != before


def test_is_equal_on_all_machines(tmp_path: Path) -> None:
    program = "import django; django.setup(); from notes.page_cache import build_id; print(build_id.compute_build_id())"
    machines: dict[str, str] = {}
    for machine in ("one", "two"):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "site_config.settings",
            "ENV_FILE": os.devnull,
            "SECRET_KEY": machine * 20,
            "DATA_DIR": str(tmp_path / machine),
            "DATABASE_URL": f"sqlite:///{tmp_path / machine}",
            "PYTHONHASHSEED": str(len(machines)),
        }
        command = [sys.executable, "-c", program]
        result = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True)
        machines[machine] = result.stdout
    assert machines["one"] == machines["two"]
