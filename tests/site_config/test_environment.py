"""Settings from the environment: right values are read, wrong ones stop the site with a sentence."""

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
        ("database", ("sqlite:///x",), "mysql://root@localhost/notes", "postgres://"),
        ("database", ("sqlite:///x",), "not a url", "postgres://"),
        ("cache_location", (), "memcached://localhost", "redis://"),
        ("cache_location", (), "redis:", "redis://"),
        ("macros", (), "{", "JSON object"),
        ("macros", (), '["R"]', "JSON object"),
        ("macros", (), '{"R": "x"}', "JSON object"),
    ],
)
def test_a_wrong_value_says_what_to_write(
    env: Environment, monkeypatch: pytest.MonkeyPatch, method: str, arguments: tuple[object, ...], wrong: str, says: str
) -> None:
    monkeypatch.setenv("SETTING", wrong)
    with pytest.raises(ImproperlyConfigured, match="SETTING is not valid: .*" + says):
        getattr(env, method)("SETTING", *arguments)


def test_values_are_read(env: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", "valkey://cache:6379/2")
    monkeypatch.setenv("MACROS", '{"\\\\R": "\\\\mathbb{R}"}')
    monkeypatch.setenv("DATABASE_URL", "postgres://lemma:secret@db:5432/notes")
    assert env.cache_location("CACHE_URL") == "redis://cache:6379/2"
    assert env.macros("MACROS") == ((r"\R", r"\mathbb{R}"),)
    database = env.database("DATABASE_URL", "")
    assert (database["NAME"], database["HOST"], database["USER"]) == ("notes", "db", "lemma")


def test_a_file_gives_what_the_environment_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
