"""The site under attack, run by gunicorn on loopback, and the browsers that send requests to it."""

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
from tests.attack.response_checks import missing_headers, universal_faults
from tests.attack.wire import Fields, Request, Response, send

ROOT = Path(__file__).resolve().parents[2]
CLIENT = "203.0.113.9"
Check = Callable[[Response], str]


@dataclass
class Target:
    """A running site. `proxy` are the header fields that Caddy would set."""

    server: Server
    site_url: str
    requests: int = 0
    headers_missing: dict[tuple[int, str], Request] = field(default_factory=dict)
    """Every combination of status and missing security headers seen so far, with the first request for it."""

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

    def attempt(self, title: str, request: Request, *checks: Check, browser: Browser | None = None) -> Attempt:
        """Send a request, with the cookies of `browser`, and check the response."""
        rights = {"is_signed_in": browser.is_signed_in, "is_trusted": browser.is_trusted} if browser else {}
        sent = request.with_headers(*browser.cookie_header()) if browser else request
        response = self.send(sent)
        if browser:
            browser.take_cookies(response)
            request = request.with_headers(("Cookie", f"$COOKIES_OF_{browser.name.upper()}"))
        faults = [*universal_faults(sent, response, self.site_url, **rights), *(check(response) for check in checks)]
        return Attempt(title, request.curl(), "; ".join(filter(None, faults)))

    def touch(self) -> None:
        """Invalidate all cached pages without changing any content."""
        Tag.objects.filter(pk=0).update(description="")


def serve(folder: Path, **settings: str) -> Server:
    """Start gunicorn as `deploy/start` does, on a free port of loopback, with this process's environment."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--config", "python:site_config.gunicorn"),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "warning", "site_config.wsgi"),
    ]
    server = Server("site", command, port, os.environ | settings, ROOT, folder / f"gunicorn-{port}.log", "/healthz")
    return server.start()


@contextmanager
def second_site(target: Target, **settings: str) -> Iterator[Target]:
    """Another server of the same site, as on another machine, with other settings."""
    second = replace(target, server=serve(Path(os.environ["DATA_DIR"]), **settings), requests=0)
    try:
        yield second
    finally:
        second.server.stop()
        target.requests += second.requests


@dataclass
class Browser:
    """A user agent with cookies. `is_trusted`: its user may see the victim's hidden notes."""

    target: Target
    name: str = "visitor"
    cookies: dict[str, str] = field(default_factory=dict)
    is_trusted: bool = False

    @classmethod
    def signed_in(cls, target: Target, user: User, *, is_trusted: bool = False) -> Browser:
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
        """A POST of a form with a valid CSRF token, unless `token` or the values give another."""
        sent: Values = {name: value if isinstance(value, list) else [str(value)] for name, value in values.items()}
        sent.setdefault("csrfmiddlewaretoken", [self.token() if token is None else token])
        content_type, body = multipart(sent, files) if files else urlencoded(sent)
        # Django checks the origin of forms sent over HTTPS.
        origin = ("Origin", self.target.site_url)
        return Request(path, "POST", (("Content-Type", content_type), origin), body)

    def token(self) -> str:
        if "csrftoken" not in self.cookies:
            self.get("/admin/login/")
            # The log-in page redirects signed-in users and then sets no cookie; this form does.
            if "csrftoken" not in self.cookies:
                self.get("/admin/password_change/")
        return self.cookies.get("csrftoken", "")

    def form(self, path: str, containing: str = "title") -> Values:
        """The initial values of the form at `path`, with its CSRF token."""
        return fields_of(self.get(path).text, containing)

    def submit(self, path: str, values: Values, files: Mapping[str, File] | None = None, **changes: Any) -> Response:
        """Send a form with changes; the pressed button is one of them."""
        return self.send(self.post(path, {**values, **changes}, files))
