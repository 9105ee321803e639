"""The site under attack: gunicorn on loopback with production settings, and those who send requests to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.test import Client

from bench.processes import Server, free_port
from notes.models import Tag
from tests.attack.attempts import Attempt
from tests.attack.forms import File, Values, fields_of, multipart, urlencoded
from tests.attack.verdicts import missing_headers, universal
from tests.attack.wire import Fields, Request, Response, send

ROOT = Path(__file__).resolve().parents[2]
CLIENT = "203.0.113.9"
Check = Callable[[Response], str]


@dataclass
class Target:
    """A running site. `proxy` holds the header fields that the proxy in front of the site would set itself."""

    server: Server
    site_url: str
    requests: int = 0
    headers_missing: dict[tuple[int, str], Request] = field(default_factory=dict)
    """The statuses seen, with the security headers that were missing: each with the first request that showed it."""

    @property
    def host(self) -> str:
        return urlsplit(self.site_url).netloc

    @property
    def proxy(self) -> Fields:
        scheme = urlsplit(self.site_url).scheme
        return (("X-Forwarded-For", CLIENT), ("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", self.host))

    def send(self, request: Request) -> Response:
        self.requests += 1
        before = self.server.cpu_seconds()
        response = send(self.server.port, request.encode(self.host, self.proxy), request.method)
        response = replace(response, cpu_seconds=self.server.cpu_seconds() - before)
        missing = missing_headers(request, response)
        self.headers_missing.setdefault((response.status, ", ".join(missing)), request)
        return response

    def get(self, target: str, *headers: tuple[str, str]) -> Response:
        return self.send(Request(target, headers=headers))

    def attempt(self, title: str, request: Request, *checks: Check, reader: Reader | None = None) -> Attempt:
        """Sends a request and judges the response; a `reader` adds their cookies."""
        rights = {"is_signed_in": reader.is_signed_in, "is_trusted": reader.is_trusted} if reader else {}
        sent = request.with_headers(*reader.cookie_header()) if reader else request
        response = self.send(sent)
        if reader:
            reader.take_cookies(response)
            request = request.with_headers(("Cookie", f"$COOKIES_OF_{reader.name.upper()}"))
        faults = [*universal(sent, response, self.site_url, **rights), *(check(response) for check in checks)]
        return Attempt(title, request.curl(), "; ".join(filter(None, faults)))

    def touch(self) -> None:
        """Makes every cached page out of date without changing what any page shows."""
        Tag.objects.filter(pk=0).update(description="")


def serve(folder: Path, **settings: str) -> Server:
    """Starts gunicorn as `deploy/start` does, on a free port of loopback, in this process's environment."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--config", "python:site_config.gunicorn"),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "warning", "site_config.wsgi"),
    ]
    server = Server("site", command, port, os.environ | settings, ROOT, folder / f"gunicorn-{port}.log", "/healthz")
    return server.start()


@contextmanager
def second_site(target: Target, **settings: str) -> Iterator[Target]:
    """Another server of the same site, as on another machine, with other ways to its services."""
    second = replace(target, server=serve(Path(os.environ["DATA_DIR"]), **settings), requests=0)
    try:
        yield second
    finally:
        second.server.stop()
        target.requests += second.requests


@dataclass
class Reader:
    """Somebody with cookies, such as a signed-in author. `is_trusted`: may see what the victim hides from others."""

    target: Target
    name: str = "visitor"
    cookies: dict[str, str] = field(default_factory=dict)
    is_trusted: bool = False

    @classmethod
    def signed_in(cls, target: Target, user: User, *, is_trusted: bool = False) -> Reader:
        client = Client()
        client.force_login(user)
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        return cls(target, user.get_username(), cookies, is_trusted)

    @property
    def is_signed_in(self) -> bool:
        return bool(self.cookies.get("sessionid"))

    def cookie_header(self) -> Iterator[tuple[str, str]]:
        if self.cookies:
            yield "Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def take_cookies(self, response: Response) -> None:
        for name, value in response.headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key.strip()] = rest.partition(";")[0].strip('"')

    def send(self, request: Request) -> Response:
        response = self.target.send(request.with_headers(*self.cookie_header()))
        self.take_cookies(response)
        return response

    def get(self, path: str) -> Response:
        return self.send(Request(path))

    def post(
        self, path: str, values: Mapping[str, Any], files: Mapping[str, File] | None = None, *, token: str | None = None
    ) -> Request:
        """A request that posts a form; the CSRF token is the reader's own unless another is given."""
        sent: Values = {name: value if isinstance(value, list) else [str(value)] for name, value in values.items()}
        sent.setdefault("csrfmiddlewaretoken", [self.token() if token is None else token])
        content_type, body = multipart(sent, files) if files else urlencoded(sent)
        # Over HTTPS Django checks where a form was shown.
        origin = ("Origin", self.target.site_url)
        return Request(path, "POST", (("Content-Type", content_type), origin), body)

    def token(self) -> str:
        if "csrftoken" not in self.cookies:
            self.get("/admin/login/")
            # Somebody who is signed in is sent on; the page of the admin has a form with a token.
            if "csrftoken" not in self.cookies:
                self.get("/admin/password_change/")
        return self.cookies.get("csrftoken", "")

    def form(self, path: str, containing: str = "title") -> Values:
        """The values of a form as the reader's browser shows it, its CSRF token included."""
        return fields_of(self.get(path).text, containing)

    def submit(self, path: str, values: Values, files: Mapping[str, File] | None = None, **changes: Any) -> Response:
        """Sends a form that was shown before, with changes; the name of a button is one of them."""
        return self.send(self.post(path, {**values, **changes}, files))
