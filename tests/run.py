"""`python -m tests.run`: every test on SQLite, then those that touch a database or a cache on PostgreSQL and Redis.

On a machine without these services the second run is skipped, loudly; where CI=true it is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys

import psycopg
import redis

DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
CACHE_URL = os.environ.get("TEST_CACHE_URL", "redis://127.0.0.1:6379/15")


def main() -> int:
    missing = services_missing()
    if missing and os.environ.get("CI") == "true":
        print(f"tests: {' '.join(missing)} CI must run them.", file=sys.stderr)
        return 1
    arguments = sys.argv[1:]
    outcomes = [pytest("SQLite", {}, arguments)]
    if missing:
        print(f"tests: SKIPPED on PostgreSQL and Redis: {' '.join(missing)}", file=sys.stderr)
    else:
        services = {"DATABASE_URL": DATABASE_URL, "CACHE_URL": CACHE_URL}
        # What renders text or drives a browser does so the same over any database.
        name = "PostgreSQL and Redis, without tests/rendering and tests/browser"
        # Each process has a database of its own in Redis, counted down from the one named: tests/settings.py.
        most = ["--maxprocesses", CACHE_URL.rpartition("/")[2]]
        outcomes.append(pytest(name, services, [*most, "-m", "not browser", "--ignore=tests/rendering", *arguments]))
    return max(outcomes)


def pytest(name: str, environment: dict[str, str], arguments: list[str]) -> int:
    print(f"\ntests: on {name}", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "auto", *arguments]
    return subprocess.run(command, env=os.environ | environment, check=False).returncode


def services_missing() -> list[str]:
    missing = []
    try:
        psycopg.connect(DATABASE_URL.replace("postgres://", "postgresql://", 1), connect_timeout=3).close()
    except psycopg.Error:
        missing.append("PostgreSQL is not reachable (TEST_DATABASE_URL says where).")
    try:
        redis.Redis.from_url(CACHE_URL, socket_connect_timeout=3).ping()
    except redis.RedisError:
        missing.append("Redis is not reachable (TEST_CACHE_URL says where).")
    return missing


if __name__ == "__main__":
    sys.exit(main())
