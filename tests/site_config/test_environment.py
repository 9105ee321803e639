"""Settings from the environment: valid values are parsed, invalid ones stop the site with a message."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from site_config.environment import Environment

ROOT = Path(__file__).parents[2]


@pytest.fixture
def env() -> Environment:
    return Environment(Path(os.devnull))


@pytest.mark.parametrize(
    ("method", "arguments", "wrong", "says"),
    [
        ("boolean", (False,), "maybe", "true or false"),
        ("one_of", ("en", ("en", "zh-hans")), "fr", "one of en, zh-hans"),
        ("text", ("",), "x" * 201, "at most 200 characters"),
        ("time_zone", ("UTC",), "Mars/Olympus", "time zone"),
        ("site_url", ("http://a",), "notes.example.org", "https://notes.example.org"),
        ("site_url", ("http://a",), "https://notes.example.org/blog", "without a path"),
        ("site_url", ("http://a",), "https://[::1", "without a path"),
        ("site_url", ("http://a",), "https://a:99999", "without a path"),
        ("site_url", ("http://a",), "https://a:0", "without a path"),
        ("site_url", ("http://a",), "https://a?b", "without a path"),
        ("site_url", ("http://a",), "https://a#b", "without a path"),
        ("site_url", ("http://a",), "https://user:password@a", "without a path"),
        ("site_url", ("http://a",), "https://a b", "without a path"),
        ("site_url", ("http://a",), "https://", "without a path"),
        ("site_url", ("http://a",), "ftp://a", "without a path"),
        ("site_url", ("http://a",), "", "without a path"),
        ("seconds", (0,), "-1", "whole number of seconds from 0 to 31536000"),
        ("seconds", (0,), "31536001", "whole number of seconds from 0 to 31536000"),
        ("seconds", (0,), "1.5", "whole number of seconds"),
        ("one_of", ("en", ("en", "zh-hans")), "", "one of en, zh-hans"),
        ("database", ("sqlite:///x",), "mysql://root@localhost/notes", "postgres://"),
        ("database", ("sqlite:///x",), "not a url", "postgres://"),
        ("database", ("sqlite:///x",), "", "postgres://"),
        ("database", ("sqlite:///x",), "postgres://host:port/name", "postgres://"),
        ("cache_location", (), "memcached://localhost", "redis://"),
        ("cache_location", (), "redis:", "redis://"),
        ("cache_location", (), "redis://", "redis://"),
        ("cache_location", (), "redis", "redis://"),
        ("macros", (), "{", "JSON object"),
        ("macros", (), '["R"]', "JSON object"),
        ("macros", (), '{"R": "x"}', "JSON object"),
        ("macros", (), '{"": "x"}', "JSON object"),
        ("macros", (), '{"\\\\R": 1}', "JSON object"),
        ("macros", (), '{"\\\\R": "' + "x" * 20_000 + '"}', "at most 20000 characters"),
    ],
)
def test_an_invalid_value_raises_with_a_hint(
    env: Environment, monkeypatch: pytest.MonkeyPatch, method: str, arguments: tuple[object, ...], wrong: str, says: str
) -> None:
    monkeypatch.setenv("SETTING", wrong)
    with pytest.raises(ImproperlyConfigured, match="SETTING is not valid: .*" + says):
        getattr(env, method)("SETTING", *arguments)


@pytest.mark.parametrize(
    ("method", "arguments", "written", "read"),
    [
        *(("boolean", (False,), word, True) for word in ("true", "True", "1", "yes", "on")),
        *(("boolean", (True,), word, False) for word in ("false", "False", "0", "no", "off")),
        ("text", ("",), "x" * 200, "x" * 200),
        ("text", ("default",), "", ""),
        ("one_of", ("en", ("en", "zh-hans")), "zh-hans", "zh-hans"),
        ("seconds", (7,), "0", 0),
        ("seconds", (7,), "31536000", 31_536_000),
        ("names", ([],), "a", ["a"]),
        ("names", ([],), "a, b ,,c", ["a", "b", "c"]),
        ("names", (["default"],), "", []),
        ("time_zone", ("UTC",), "Asia/Shanghai", "Asia/Shanghai"),
        ("site_url", ("",), "https://notes.example.org", "https://notes.example.org"),
        ("site_url", ("",), " HTTPS://Notes.Example.org/ ", "https://notes.example.org"),
        ("site_url", ("",), "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("site_url", ("",), "http://[::1]:8000", "http://[::1]:8000"),
        ("cache_location", (), "", ""),
        ("cache_location", (), "redis://cache:6379/2", "redis://cache:6379/2"),
        ("cache_location", (), "rediss://cache", "rediss://cache"),
        ("cache_location", (), "valkey://cache:6379/2", "redis://cache:6379/2"),
        ("cache_location", (), "valkeys://cache", "rediss://cache"),
        ("cache_location", (), "unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("macros", (), '{"\\\\b": "x", "\\\\a": "y"}', (("\\a", "y"), ("\\b", "x"))),
    ],
)
def test_parses_values(
    env: Environment,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    arguments: tuple[object, ...],
    written: str,
    read: object,
) -> None:
    monkeypatch.setenv("SETTING", written)
    assert getattr(env, method)("SETTING", *arguments) == read


@pytest.mark.parametrize(
    ("method", "default", "read"),
    [
        ("boolean", True, True),
        ("text", "x", "x"),
        ("seconds", 7, 7),
        ("names", ["a"], ["a"]),
        ("time_zone", "UTC", "UTC"),
        ("site_url", "http://a", "http://a"),
        ("path", Path("/a/../b"), Path("/b")),
    ],
)
def test_uses_defaults(env: Environment, method: str, default: object, read: object) -> None:
    assert getattr(env, method)("NOT_SET", default) == read


def test_parses_database_urls(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://lemma:secret@db:5433/notes")
    database = env.database("DATABASE_URL", "")
    expected = {"ENGINE": "django.db.backends.postgresql", "NAME": "notes", "HOST": "db", "PORT": 5433, "USER": "lemma"}
    assert database.items() >= (expected | {"PASSWORD": "secret", "CONN_HEALTH_CHECKS": True}).items()
    assert database["CONN_MAX_AGE"] > 0
    monkeypatch.setenv("DATABASE_URL", "sqlite:////tmp/notes.sqlite3")
    database = env.database("DATABASE_URL", "")
    assert (database["ENGINE"], database["NAME"]) == ("django.db.backends.sqlite3", "/tmp/notes.sqlite3")


def test_resolves_paths(env: Environment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SETTING", "folder/../other")
    assert env.path("SETTING", Path("/")) == tmp_path / "other"


class TestSecret:
    def test_has_at_least_thirty_two_characters(self, env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SETTING", "x" * 32)
        assert env.secret("SETTING", required=True, fallback="f") == "x" * 32
        monkeypatch.setenv("SETTING", "x" * 31)
        for required in (True, False):
            with pytest.raises(ImproperlyConfigured, match="SETTING is too short: set it to at least 32"):
                env.secret("SETTING", required=required, fallback="f")

    @pytest.mark.parametrize("value", ["", None])
    def test_has_a_fallback_unless_required(
        self, env: Environment, monkeypatch: pytest.MonkeyPatch, value: str | None
    ) -> None:
        if value is not None:
            monkeypatch.setenv("SETTING", value)
        assert env.secret("SETTING", required=False, fallback="f") == "f"
        with pytest.raises(ImproperlyConfigured, match="SETTING is missing: set it to at least 32 random characters"):
            env.secret("SETTING", required=True, fallback="f")


def test_reads_only_the_named_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SITE_ONE=outer\n")
    inner = tmp_path / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert Environment(inner / ".env").text("SITE_ONE", "none") == "none"


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SITE_ONE=file\nSITE_TWO=file\n")
    monkeypatch.setenv("SITE_TWO", "environment")
    # Reading a file sets the environment: what it sets goes when the test ends.
    monkeypatch.setenv("SITE_ONE", "")
    monkeypatch.delenv("SITE_ONE")
    env = Environment(tmp_path / ".env")
    assert (env.text("SITE_ONE", ""), env.text("SITE_TWO", "")) == ("file", "environment")
    monkeypatch.delenv("SITE_ONE", raising=False)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"SECRET_KEY": "x" * 40, "DEBUG": "perhaps"}, "DEBUG is not valid"),
    ],
)
def test_the_site_refuses_to_start(tmp_path: Path, environment: dict[str, str], says: str) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert f"Lemma cannot start: {says}" in result.stderr
    assert "Traceback" not in result.stderr
