from __future__ import annotations

import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.production.compose import ROOT, web_environment
from tests.production.server import HOST, Server, base_environment

ENV_FILE = {"SECRET_KEY": "a-key-for-a-site-that-only-tests-start", "POSTGRES_PASSWORD": "unused", "DOMAIN": HOST}
HTTPS = {"host": HOST, "x-forwarded-proto": "https", "accept-language": "en"}

Start = Callable[..., Server]


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collected static files, once for all processes that test side by side."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "static"
    with (shared / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            environment = base_environment(base, shared / "collecting") | {"SECRET_KEY": ENV_FILE["SECRET_KEY"]}
            environment["DJANGO_SETTINGS_MODULE"] = "tests.production.collecting"
            run(environment, "manage.py", "collectstatic", "--no-input", "-v0")
            (shared / "collecting").rename(folder)
    return folder


def run(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], env=environment, cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database with a note, of the kind that the tests run on."""
    given = settings.DATABASES["default"]
    if given["ENGINE"] == "django.db.backends.sqlite3":
        url = f"sqlite:///{tmp_path_factory.mktemp('database') / 'site.sqlite3'}"
        fill(url, tmp_path_factory)
        yield url
        return
    name = f"production_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}_{os.getpid()}"
    server = f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            fill(f"{server}/{name}", tmp_path_factory)
            yield f"{server}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def fill(url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    environment = base_environment(tmp_path_factory.mktemp("filling"), Path("unused"))
    run(environment | {"DEBUG": "true", "DATABASE_URL": url}, "-m", "tests.production.fill")


def copy_of(database_url: str, folder: Path) -> Path:
    """A copy of an SQLite database that a test may lock or damage."""
    if not database_url.startswith("sqlite"):
        pytest.skip("runs on SQLite")
    path = folder / "site.sqlite3"
    with (
        closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy)
    return path


@pytest.fixture(scope="module")
def start(static: Path, database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts the site with compose's environment for an `.env`, and with further variables in place of compose's."""
    with ExitStack() as running:

        def started(
            env_file: dict[str, str] | None = None, visitor: dict[str, str] | None = None, **more: str
        ) -> Server:
            folder = tmp_path_factory.mktemp("data")
            environment = web_environment(ENV_FILE | (env_file or {})) | base_environment(folder, static)
            environment |= {"DATABASE_URL": database_url, "CACHE_URL": settings.CACHE_LOCATION} | more
            return running.enter_context(closing(Server(environment, visitor or HTTPS)))

        yield started


@pytest.fixture(scope="module")
def site(start: Start) -> Server:
    """The site under a domain, behind the proxy that speaks HTTPS."""
    return start()
