"""`python -m tests.attack [kind …]`: one round on SQLite and local memory, one on PostgreSQL and Redis.

Each round starts a site with the environment that compose gives it, the first without a domain and the second with one,
and sends requests to loopback only. The exit code is 1 if any attack succeeds.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
import redis

from tests.production.compose import ROOT, web_environment
from tests.production.server import base_environment
from tests.run import CACHE_URL, DATABASE_URL, services_missing

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SECRETS = {"SECRET_KEY": secrets.token_hex(32), "POSTGRES_PASSWORD": "unused"}


def main(kinds: list[str]) -> int:
    with TemporaryDirectory(prefix="lemma-attack-") as name:
        folder = Path(name)
        collect_static(folder)
        embedded = environment(folder, "sqlite")
        del embedded["DATABASE_URL"], embedded["CACHE_URL"]
        outcomes = [attack("SQLite and memory", embedded, kinds)]
        if missing := unusable_services():
            print(f"attack: SKIPPED on PostgreSQL and Redis: {' '.join(missing)}", file=sys.stderr)
            return max(outcomes)
        with new_database() as database_url:
            redis.Redis.from_url(CACHE_URL).flushdb()
            services = {"DATABASE_URL": database_url, "CACHE_URL": CACHE_URL, "WEB_CONCURRENCY": "2"}
            settings = environment(folder, "postgresql", DOMAIN="notes.example") | services
            outcomes.append(attack("PostgreSQL and Redis", settings, kinds))
    return max(outcomes)


def attack(name: str, settings: dict[str, str], kinds: list[str]) -> int:
    print(f"attack: on {name}", flush=True)
    command = [sys.executable, "-m", "tests.attack.round", *kinds]
    with subprocess.Popen(command, env=settings, cwd=ROOT) as process:
        try:
            return process.wait()
        finally:
            # The round stops its server when it is terminated.
            process.terminate()


def environment(folder: Path, name: str, **env_file: str) -> dict[str, str]:
    """The environment that compose makes of this `.env`, with one process by default.

    In one process, what a request leaves behind in memory is there for the next one.
    """
    data = folder / name
    data.mkdir()
    given = web_environment(SECRETS | {"PAGE_SHARED_MAX_AGE": "60"} | env_file)
    return given | base_environment(data, folder / "static")


def collect_static(folder: Path) -> None:
    collecting = environment(folder, "collecting") | {"DJANGO_SETTINGS_MODULE": "tests.production.collecting"}
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, env=collecting, cwd=ROOT, check=True)


def unusable_services() -> list[str]:
    elsewhere = [url for url in (DATABASE_URL, CACHE_URL) if urlsplit(url).hostname not in LOOPBACK]
    return ["The services are not on loopback."] if elsewhere else services_missing()


@contextmanager
def new_database() -> Iterator[str]:
    """A new database on the server of TEST_DATABASE_URL."""
    name = f"lemma_attack_{os.getpid()}"
    with psycopg.connect(DATABASE_URL.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(DATABASE_URL)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


if __name__ == "__main__":
    # Clean up on SIGTERM too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main(sys.argv[1:]))
