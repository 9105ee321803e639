"""The environment that docker-compose.yml gives the web service."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]

INNERMOST = re.compile(r"\$\{(\w+)(?::([-+?])([^${}]*))?\}")


def interpolated(text: str, env_file: dict[str, str]) -> str:
    """`${NAME}`, `${NAME:-default}`, `${NAME:+alternative}` and `${NAME:?message}` as compose replaces them."""

    def value(match: re.Match[str]) -> str:
        name, operator, word = match.groups()
        present = env_file.get(name, "")
        if operator == "?" and not present:
            raise ValueError(f"compose needs {name}: {word}")
        if operator == "+":
            return word if present else ""
        return present or (word if operator == "-" else "")

    while INNERMOST.search(text):
        text = INNERMOST.sub(value, text)
    return text


def web_environment(env_file: dict[str, str]) -> dict[str, str]:
    """The variables of the web container for an `.env` file."""
    variables = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["web"][
        "environment"
    ]
    given = {name: str(value) for name, value in variables.items() if value is not None}
    handed_on = {name: env_file[name] for name, value in variables.items() if value is None and name in env_file}
    return {name: interpolated(value, env_file) for name, value in given.items()} | handed_on
