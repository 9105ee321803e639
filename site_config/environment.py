"""Read settings from the environment. An invalid value stops the site with a message that says what to write."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

__all__ = ["Environment"]

HOST = re.compile(r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?")
CACHE_SCHEMES = {"redis": "redis", "rediss": "rediss", "valkey": "redis", "valkeys": "rediss", "unix": "unix"}


class Environment:
    """Reads settings by name. Each method parses one type of value or raises `ImproperlyConfigured`."""

    def __init__(self, env_file: Path) -> None:
        self._env = Env()
        if env_file.is_file():
            self._env.read_env(env_file, recurse=False)

    def _read(self, name: str, parser: Callable[..., Any], default: Any, hint: str, **options: Any) -> Any:
        try:
            return parser(name, default, **options)
        except EnvError as error:
            raise ImproperlyConfigured(f"{name} is not valid: {hint}") from error

    def text(self, name: str, default: str, *, max_length: int = 200) -> str:
        hint = f"use at most {max_length} characters."
        return str(self._read(name, self._env.str, default, hint, validate=validate.Length(max=max_length)))

    def boolean(self, name: str, default: bool) -> bool:
        return bool(self._read(name, self._env.bool, default, "use true or false."))

    def path(self, name: str, default: Path) -> Path:
        return Path(self._read(name, self._env.str, str(default), "use the path of a directory.")).resolve()

    def one_of(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        hint = f"use one of {', '.join(choices)}."
        return str(self._read(name, self._env.str, default, hint, validate=validate.OneOf(choices)))

    def seconds(self, name: str, default: int) -> int:
        hint = "use a whole number of seconds from 0 to 31536000 (one year)."
        return int(self._read(name, self._env.int, default, hint, validate=validate.Range(min=0, max=31_536_000)))

    def names(self, name: str, default: list[str]) -> list[str]:
        names = self._read(name, self._env.list, default, "use names separated by commas.")
        return [stripped for each in names if (stripped := each.strip())]

    def time_zone(self, name: str, default: str) -> str:
        zone = self.text(name, default)
        if zone not in available_timezones():
            raise ImproperlyConfigured(f"{name} is not valid: use a time zone such as Asia/Shanghai or UTC.")
        return zone

    def secret(self, name: str, *, required: bool, fallback: str) -> str:
        """A secret of at least 32 characters; if it is not `required`, `fallback` is the default."""
        value = self.text(name, "")
        if not value and not required:
            return fallback
        if len(value) < 32:
            fault = "too short" if value else "missing"
            raise ImproperlyConfigured(
                f"{name} is {fault}: set it to at least 32 random characters (`make .env` generates one), "
                "or set DEBUG=true for development."
            )
        return value

    def site_url(self, name: str, default: str) -> str:
        """The site's URL without a path, such as `https://notes.example.org`."""
        url = self.text(name, default).strip().rstrip("/").lower()
        hint = f"{name} is not valid: use the site's URL without a path, such as https://notes.example.org."
        try:
            parts = urlsplit(url)
            port_is_valid = parts.port is None or parts.port > 0
        except ValueError as error:
            raise ImproperlyConfigured(hint) from error
        is_origin = url == f"{parts.scheme}://{parts.netloc}" and HOST.fullmatch(parts.netloc)
        if parts.scheme not in ("http", "https") or not is_origin or not port_is_valid:
            raise ImproperlyConfigured(hint)
        return url

    def database(self, name: str, default: str) -> dict[str, Any]:
        hint = f"{name} is not valid: use postgres://user:password@host:5432/name or sqlite:////absolute/path.sqlite3."
        url = self.text(name, default, max_length=2000)
        try:
            config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=3600, conn_health_checks=True))
        except (ValueError, KeyError) as error:
            raise ImproperlyConfigured(hint) from error
        if config.get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
            raise ImproperlyConfigured(hint)
        return config

    def cache_location(self, name: str) -> str:
        """The URL of a Redis or Valkey server, in the form that redis-py accepts; an empty string if there is none."""
        url = self.text(name, "", max_length=2000)
        if not url:
            return ""
        scheme, separator, rest = url.partition("://")
        if not separator or scheme not in CACHE_SCHEMES or not rest:
            raise ImproperlyConfigured(
                f"{name} is not valid: use redis://host:6379/0 (or valkey://, rediss://, unix://)."
            )
        return f"{CACHE_SCHEMES[scheme]}://{rest}"

    def macros(self, name: str) -> tuple[tuple[str, str], ...]:
        r"""TeX macros of the site, from a JSON object such as `{"\\R": "\\mathbb{R}"}`."""
        hint = rf'{name} is not valid: use a JSON object such as {{"\\R": "\\mathbb{{R}}"}}.'
        try:
            value = json.loads(self.text(name, "{}", max_length=20_000))
        except json.JSONDecodeError as error:
            raise ImproperlyConfigured(hint) from error
        if not isinstance(value, Mapping) or not all(
            isinstance(body, str) and command.startswith("\\") for command, body in value.items()
        ):
            raise ImproperlyConfigured(hint)
        return tuple(sorted(value.items()))
