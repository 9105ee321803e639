"""gunicorn with the site's own configuration, as `deploy/start` starts it, on a free port of the loopback device."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests.production.compose import ROOT

PASSWORD = "a password for tests"
HOST = "notes.example.org"


@dataclass(frozen=True)
class Reply:
    status: int
    fields: list[tuple[str, str]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.fields}

    @property
    def cookies(self) -> SimpleCookie:
        return SimpleCookie("\r\n".join(value for name, value in self.fields if name.lower() == "set-cookie"))


class Server:
    """A running site. `visitor` holds the headers that the proxy adds to each request."""

    def __init__(self, environment: dict[str, str], visitor: dict[str, str]) -> None:
        self.visitor = visitor
        self.data = Path(environment["DATA_DIR"])
        self._listener = socket.create_server(("127.0.0.1", 0))
        number = self._listener.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:site_config.gunicorn", "--bind", f"fd://{number}",
             "--log-level", "warning", "site_config.wsgi"],
            env=environment, cwd=ROOT, pass_fds=[number],
        )  # fmt: skip

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._listener.getsockname()
        return host, port

    def request(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        """Send a request. Headers with an empty value are not sent."""
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        given = self.visitor | {name.replace("_", "-").lower(): value for name, value in headers.items()}
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in given.items():
            if value:
                connection.putheader(name, value)
        if body is not None and "content-length" not in given:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        reply = Reply(response.status, response.getheaders(), response.read())
        connection.close()
        return reply

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Reply:
        headers = {"content_type": "application/x-www-form-urlencoded", "origin": f"https://{HOST}"} | headers
        return self.request(path, "POST", urlencode(fields).encode(), **headers)

    def log_in(self) -> str:
        """The cookies of the author's session."""
        token = self.request("/admin/login/").cookies["csrftoken"].value
        fields = {"username": "author", "password": PASSWORD, "csrfmiddlewaretoken": token}
        reply = self.post("/admin/login/", fields, cookie=f"csrftoken={token}")
        return "; ".join(f"{name}={reply.cookies[name].value}" for name in ("sessionid", "csrftoken"))

    def send(self, request: str) -> bytes:
        """Send a raw request, and return the raw response."""
        with socket.create_connection(self.address, timeout=30) as line:
            line.sendall(request.encode("latin-1"))
            return b"".join(iter(lambda: line.recv(65536), b""))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(40)
        self._listener.close()


def base_environment(folder: Path, static: Path) -> dict[str, str]:
    """Environment variables of every site under test."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return keep | {
        "DJANGO_SETTINGS_MODULE": "site_config.settings",
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(folder),
        "STATIC_ROOT": str(static),
        "WEB_CONCURRENCY": "1",
        "LOG_LEVEL": "ERROR",
    }
