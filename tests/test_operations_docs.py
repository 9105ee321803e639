"""docs/operations.md and .env.example name exactly the settings that are read, and compose is as the page says."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory, override_settings

from site_config.media import media

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(COMPOSE)["services"]
# It says where .env is, and so cannot stand in it.
NOT_IN_EXAMPLE = {"ENV_FILE"}


def read_by_python() -> dict[str, str]:
    """Every name that settings or the server read, with its default where that is plain text, a number or a truth."""
    found = {}
    for path in (ROOT / "site_config" / "settings.py", ROOT / "site_config" / "gunicorn.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.args[0].value
            if isinstance(name, str) and re.fullmatch(r"env\.\w+|count|os\.environ\.get", ast.unparse(node.func)):
                default = node.args[1] if len(node.args) > 1 else None
                found[name] = (
                    str(default.value).replace("True", "true").replace("False", "false")
                    if isinstance(default, ast.Constant)
                    else ""
                )
    return found


def read_by_compose() -> set[str]:
    """What compose puts in from `.env`, what it hands on as it stands, and what the start script asks for."""
    files = [COMPOSE, *(path.read_text(encoding="utf-8") for path in (ROOT / "deploy").glob("*.yml"))]
    interpolated = {name for text in files for name in re.findall(r"\$\{([A-Z_]+)", text)}
    handed_on = {name for name, value in SERVICES["web"]["environment"].items() if value is None}
    started_with = set(re.findall(r"\$\{?([A-Z_]+)", (ROOT / "deploy" / "start").read_text(encoding="utf-8")))
    return interpolated | handed_on | started_with | set(SERVICES["web"]["build"]["args"])


def documented() -> dict[str, str]:
    """Name and default from the rows of the page's settings tables."""
    section = OPERATIONS.partition("## Settings")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([A-Z_]+)` \|([^|]*)\|", section, re.MULTILINE)
    return {name: default.strip(" `") for name, default in rows}


def exemplified() -> dict[str, str]:
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def test_every_setting_that_is_read_is_documented_and_no_other() -> None:
    assert set(documented()) == set(read_by_python()) | read_by_compose()


def test_the_example_file_has_every_documented_setting_with_its_default() -> None:
    assert exemplified() == {name: default for name, default in documented().items() if name not in NOT_IN_EXAMPLE}


def test_every_setting_of_the_example_file_has_a_comment() -> None:
    blocks = [block.splitlines() for block in EXAMPLE.strip().split("\n\n")]
    with_setting = [lines for lines in blocks if re.match(r"#?[A-Z_]+=", lines[-1])]
    assert len(with_setting) == len(exemplified())
    assert all(len(lines) > 1 and all(line.startswith("# ") for line in lines[:-1]) for lines in with_setting)


def test_documented_defaults_are_those_of_the_code() -> None:
    stated = documented()
    assert {name: stated[name] for name, default in read_by_python().items() if default} == {
        name: default for name, default in read_by_python().items() if default
    }


def test_the_services_and_volumes_of_the_page_are_those_of_compose() -> None:
    section = OPERATIONS.partition("## Services")[2]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| (?:`(\w+)`|nothing) \|$", section, re.MULTILINE)
    assert {service for service, _ in rows} == set(SERVICES)
    assert {volume for _, volume in rows if volume} == set(yaml.safe_load(COMPOSE)["volumes"])


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_watched_confined_and_restarted(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["logging"]["options"]["max-size"]
    assert {need["condition"] for need in service.get("depends_on", {}).values()} <= {"service_healthy"}


SECRETS_LINE = next(line for line in OPERATIONS.splitlines() if line.startswith("(set -C;"))
SECRETS_COMMANDS = {"make": ["make", "-f", str(ROOT / "Makefile"), ".env"], "sh": ["sh", "-c", SECRETS_LINE]}


@pytest.mark.parametrize("command", SECRETS_COMMANDS.values(), ids=SECRETS_COMMANDS)
def test_creates_two_secrets_that_only_their_owner_can_read(command: list[str], tmp_path: Path) -> None:
    subprocess.run(command, cwd=tmp_path, check=True)
    env_file = tmp_path / ".env"
    assert re.fullmatch(r"SECRET_KEY=[0-9a-f]{64}\nPOSTGRES_PASSWORD=[0-9a-f]{48}\n", env_file.read_text())
    assert env_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("command", SECRETS_COMMANDS.values(), ids=SECRETS_COMMANDS)
def test_does_not_change_existing_secrets(command: list[str], tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRET_KEY=mine\n")
    subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
    assert (tmp_path / ".env").read_text() == "SECRET_KEY=mine\n"


@pytest.mark.django_db
def test_caddy_sends_uploads_with_the_headers_that_the_site_sends(tmp_path: Path) -> None:
    (tmp_path / "drawing.svg").write_text("<svg/>")
    with override_settings(MEDIA_ROOT=tmp_path):
        response = media(RequestFactory().get("/media/drawing.svg"), "drawing.svg")
    response.close()
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    sent = dict(
        re.findall(r'^\t+header (?:@https )?([\w-]+) "?(.*?)"?$', caddyfile.partition("handle_errors")[0], re.MULTILINE)
    )
    assert {
        name: sent[name] for name in ("Cache-Control", "Content-Security-Policy", "Cross-Origin-Resource-Policy")
    } == {name: response[name] for name in ("Cache-Control", "Content-Security-Policy", "Cross-Origin-Resource-Policy")}
    page = Client().get("/healthz", headers={"x-forwarded-proto": "https"})
    for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"):
        assert sent[name] == page[name]
    assert sent["Permissions-Policy"] == page["Permissions-Policy"]
    assert sent["Strict-Transport-Security"] == "max-age=31536000"


def test_caddy_passes_no_header_on_that_a_server_may_take_for_a_variable() -> None:
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert {"-*_*", "-Script-Name", "-Path-Info"} <= set(
        re.findall(r"^\trequest_header (\S+)$", caddyfile, re.MULTILINE)
    )


@pytest.mark.parametrize("value", ["0", "65", "-1", "two", "2.5", ""])
def test_an_invalid_number_of_workers_raises(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    from site_config.gunicorn import read_count

    monkeypatch.setenv("WEB_CONCURRENCY", value)
    with pytest.raises(ImproperlyConfigured, match="WEB_CONCURRENCY is not valid: use a whole number from 1 to 64"):
        read_count("WEB_CONCURRENCY", 2, 64)
