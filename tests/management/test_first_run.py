"""`manage.py first_run` on a machine where nothing is yet."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An empty database of the kind that the tests run on."""
    given = settings.DATABASES["default"]
    base = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
    base |= {"ENV_FILE": os.devnull, "DEBUG": "true", "DATA_DIR": str(tmp_path), "SITE_URL": "http://127.0.0.1:8000"}
    base |= {"DJANGO_SETTINGS_MODULE": "site_config.settings"}
    if given["ENGINE"] == "django.db.backends.sqlite3":
        yield base
        return
    name = f"first_run_{os.getpid()}"
    server = f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield base | {"DATABASE_URL": f"{server}/{name}"}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def first_run(environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "first_run", "--without-demo"]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, umask=0o022
    )


def test_several_at_once_all_succeed_and_make_one_author(environment: dict[str, str]) -> None:
    running = [first_run(environment) for _ in range(2)]
    results = [(*process.communicate(timeout=120), process.returncode) for process in running]
    assert [(error, code) for _said, error, code in results] == [("", 0)] * 2
    assert sum("Password" in said for said, _error, _code in results) == 1
