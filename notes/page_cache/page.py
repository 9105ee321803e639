"""A stored page: its status, its headers and its encoded body, as they are sent."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

import brotli
from django.conf import settings

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]

# Level 4 of brotli compresses like the best level of gzip in less time; level 5 saves another tenth in twice the time.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    "identity": lambda body: body,
}
REPLACED_HEADERS = frozenset(
    {"cache-control", "content-encoding", "content-length", "etag", "last-modified", "vary"},
)
REPRESENTATION_HEADERS = frozenset(
    {"content-type", "content-language", "content-encoding", "content-length", "last-modified"}
)
NOT_MODIFIED = "304 Not Modified"
VARY = ("Vary", "Accept-Encoding, Accept-Language, Cookie")


@dataclass(frozen=True, slots=True)
class Response:
    """A response for one visitor, which is not stored."""

    status: str
    headers: Headers
    body: bytes

    def send(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


@dataclass(frozen=True, slots=True)
class Page:
    """A page rendered for one content version. `expires` is a Unix time, at latest the next scheduled publication."""

    version: str
    expires: float
    status: str
    headers: Headers
    etag: str
    body: bytes

    @classmethod
    def from_response(
        cls, status: str, headers: Headers, body: bytes, *, version: str | None, expires: float, encoding: str
    ) -> Page:
        """Encode a response of Django's, and set its validators. Without a version the page is never fresh."""
        encoded = ENCODERS[encoding](body)
        etag = compute_etag(encoded)
        fields = [(name, value) for name, value in headers if name.lower() not in REPLACED_HEADERS]
        fields += [
            ("Content-Length", str(len(encoded))),
            ("ETag", etag),
            ("Cache-Control", settings.PAGE_CACHE_CONTROL),
            VARY,
        ]
        if version:
            fields.append(("Last-Modified", formatdate(int(version.partition("-")[0], 16) / 1000, usegmt=True)))
        if encoding != "identity":
            fields.append(("Content-Encoding", encoding))
        return cls(version or "", expires, status, fields, etag, encoded)

    def is_fresh(self, version: str | None) -> bool:
        """Whether the page is valid for this content version and has not expired."""
        return version is not None and self.version == version and time.time() < self.expires

    @property
    def not_modified_headers(self) -> Headers:
        """The headers of a 304. Browsers update their copy from them, so a changed security policy must be sent."""
        return [field for field in self.headers if field[0].lower() not in REPRESENTATION_HEADERS]

    def send(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if self._matches(environ.get("HTTP_IF_NONE_MATCH", "")):
            start_response(NOT_MODIFIED, self.not_modified_headers)
            return []
        start_response(self.status, self.headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]

    def _matches(self, if_none_match: str) -> bool:
        # A proxy that compresses the page itself weakens the ETag.
        tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
        return self.status.startswith("200") and any(tag in (self.etag, "*") for tag in tags)

    def pack(self) -> bytes:
        """The page as one value in Redis: a line of JSON, then the body."""
        head = [self.version, self.expires, self.status, self.headers, self.etag]
        return json.dumps(head).encode() + b"\n" + self.body

    @classmethod
    def unpack(cls, packed: object) -> Page | None:
        """A packed page; `None` if the value is missing, damaged or of another format."""
        if not isinstance(packed, bytes):
            return None
        head, _newline, body = packed.partition(b"\n")
        try:
            version, expires, status, headers, etag = json.loads(head)
            fields = [(str(name), str(value)) for name, value in headers]
            page = cls(str(version), float(expires), str(status), fields, str(etag), body)
        except (ValueError, TypeError):
            return None
        return page if page.etag == compute_etag(body) else None


def compute_etag(body: bytes) -> str:
    """A strong ETag: equal tags mean equal bytes."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
