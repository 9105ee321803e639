"""Who may read the embedded database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from site_config.private_files import keep_private

ROOT = Path(__file__).resolve().parents[2]

# The files are listed while the connection is open: SQLite removes those beside the database when it closes them.
PROGRAM = """
import django; django.setup()
from django.conf import settings
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS things (name)")
    for file in sorted(settings.DATA_DIR.iterdir()):
        print(file.name, oct(file.stat().st_mode & 0o777))
"""
PRIVATE = "lemma.sqlite3 0o600\nlemma.sqlite3-shm 0o600\nlemma.sqlite3-wal 0o600\n"


def modes_of_a_site(data: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
    environment |= {"ENV_FILE": os.devnull, "DEBUG": "true", "DATA_DIR": str(data)}
    environment["DJANGO_SETTINGS_MODULE"] = "site_config.settings"
    command = [sys.executable, "-c", PROGRAM]
    site = subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True, text=True, umask=0o022)
    return site.stdout


def test_database_files_are_private(tmp_path: Path) -> None:
    assert modes_of_a_site(tmp_path) == PRIVATE
    for kind in ("", "-wal", "-shm"):
        (tmp_path / f"lemma.sqlite3{kind}").touch()
        (tmp_path / f"lemma.sqlite3{kind}").chmod(0o644)
    assert modes_of_a_site(tmp_path) == PRIVATE


@pytest.mark.parametrize(("before", "after"), [(0o644, 0o600), (0o666, 0o600), (0o604, 0o600), (0o640, 0o640)])
def test_removes_access_of_others_but_not_of_the_group(before: int, after: int, tmp_path: Path) -> None:
    names = [f"site.sqlite3{kind}" for kind in ("", "-wal", "-shm", "-journal")]
    for name in names:
        (tmp_path / name).touch()
        (tmp_path / name).chmod(before)
    keep_private(tmp_path / "site.sqlite3")
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in names} == {after}


def test_does_not_create_directories(tmp_path: Path) -> None:
    keep_private(tmp_path / "nowhere" / "site.sqlite3")
    assert list(tmp_path.iterdir()) == []
