"""HTTP requests sent byte by byte as written, and their responses."""

from __future__ import annotations

import http.client
import shlex
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import unquote_plus

HOST = "127.0.0.1"
PATIENCE_S = 30.0

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose target and header fields are sent unchanged. `Host` and `Content-Length` are added if missing."""

    target: str = "/"
    method: str = "GET"
    headers: Fields = ()
    body: bytes = b""

    def with_headers(self, *headers: tuple[str, str]) -> Request:
        return replace(self, headers=(*self.headers, *headers))

    def encode(self, host: str, proxy: Fields = ()) -> bytes:
        """The request as a proxy forwards it that overwrites the header fields `proxy`."""
        overridden = {name.lower() for name, _ in proxy}
        fields = [field for field in self.headers if field[0].lower() not in overridden]
        names = {name.lower() for name, _ in fields}
        if "host" not in names:
            fields.insert(0, ("Host", host))
        if (self.body or self.method == "POST") and not names & {"content-length", "transfer-encoding"}:
            fields.append(("Content-Length", str(len(self.body))))
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{name}: {value}" for name, value in (*fields, *proxy))]
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8", "surrogateescape") + self.body

    def curl(self) -> str:
        """A curl command that repeats the request on a site started by `make run`."""
        words = ["curl", "-i", "--path-as-is"]
        words += [] if self.method == "GET" else ["-I"] if self.method == "HEAD" else ["-X", self.method]
        for name, value in self.headers:
            words += ["-H", f"{name}: {shown(value[:300])}"]
        if self.body:
            words += ["--data-binary", shown(self.body[:200].decode("utf-8", "backslashreplace"))]
        if not self.target.startswith("/"):
            words += ["--request-target", shown(self.target)]
        path = shown(self.target) if self.target.startswith("/") else "/"
        return shlex.join([*words, f"http://127.0.0.1:8000{path}"])

    def says(self) -> str:
        """The contents of the request, raw and decoded: a response may repeat them without disclosing anything."""
        sent = " ".join([self.target, *(value for _, value in self.headers), self.body.decode("utf-8", "replace")])
        return f"{sent} {unquote_plus(sent)}"


@dataclass(frozen=True, slots=True)
class Response:
    """A response; `status` is 0 if the connection ended without one.

    `cpu_seconds` is what the server spent, which other programs on the machine do not change.
    """

    status: int
    headers: Fields
    body: bytes
    seconds: float
    cpu_seconds: float = 0.0

    def header(self, name: str) -> str:
        """The values of a header field, joined by commas; empty if it is missing."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_public(self) -> bool:
        return "public" in self.header("Cache-Control")


def send(port: int, data: bytes, method: str = "GET", patience_s: float = PATIENCE_S) -> Response:
    """Send a request on a new connection and read the response."""
    start = time.monotonic()
    try:
        with socket.create_connection((HOST, port), timeout=patience_s) as connection:
            # The server may respond and close the connection before it has read the whole request.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(data)
            reply = http.client.HTTPResponse(connection, method=method)
            reply.begin()
            return Response(reply.status, tuple(reply.getheaders()), reply.read(), time.monotonic() - start)
    except (OSError, http.client.HTTPException):
        return Response(0, (), b"", time.monotonic() - start)


def exchange(port: int, pieces: Iterable[bytes], quiet_s: float = 0.3) -> bytes:
    """Send bytes, and return what the server sends until it closes the connection or pauses."""
    received = b""
    with socket.create_connection((HOST, port), timeout=PATIENCE_S) as connection, suppress(OSError):
        for piece in pieces:
            connection.sendall(piece)
        while chunk := connection.recv(65536):
            received += chunk
            connection.settimeout(quiet_s)
    return received


def shown(text: str) -> str:
    """Text with control characters and lone surrogates escaped, for a terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
