"""A page as it is sent: its status, its headers and its body, already encoded."""

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

# Level 4 of brotli is gzip's best in less time; a page is a tenth shorter at level 5, and takes twice as long.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=4),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
    "identity": lambda body: body,
}
OURS = frozenset({"cache-control", "content-encoding", "content-length", "etag", "last-modified", "vary"})
NOT_MODIFIED = "304 Not Modified"
VARY = ("Vary", "Accept-Encoding, Accept-Language, Cookie")


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a page without its body. `expires` is a Unix time, when the next scheduled post comes out."""

    edition: str
    expires: float
    status: str
    headers: Headers
    etag: str

    def is_right(self, edition: str) -> bool:
        """Whether the page is still what a new rendering would give."""
        return self.edition == edition and time.time() < self.expires

    def renewed(self, environ: dict[str, Any]) -> Headers | None:
        """The headers by which a browser renews what it has (RFC 9110, 15.4.5), if that is this page."""
        seen = environ.get("HTTP_IF_NONE_MATCH")
        if seen and self.status.startswith("200") and self._is_among(seen):
            return [("ETag", self.etag), ("Cache-Control", settings.PAGE_CACHE_CONTROL), VARY]
        return None

    def _is_among(self, tags: str) -> bool:
        # A proxy that compressed the page anew may have weakened the tag.
        return tags == self.etag or any(tag.strip().removeprefix("W/") in (self.etag, "*") for tag in tags.split(","))

    def pack(self) -> bytes:
        return json.dumps([self.edition, self.expires, self.status, self.headers, self.etag]).encode()

    @classmethod
    def unpack(cls, packed: object) -> Head | None:
        """A head from what a store had; `None` for anything that this class did not pack."""
        if not isinstance(packed, bytes):
            return None
        try:
            edition, expires, status, headers, etag = json.loads(packed)
            return cls(str(edition), float(expires), str(status), [(str(n), str(v)) for n, v in headers], str(etag))
        except (ValueError, TypeError):
            return None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one edition."""

    head: Head
    body: bytes

    @classmethod
    def of(cls, status: str, headers: Headers, body: bytes, *, edition: str, expires: float, encoding: str) -> Page:
        """The page of a response that Django made, encoded, with its validators."""
        encoded = ENCODERS[encoding](body)
        etag = tag_of(encoded)
        kept = [(name, value) for name, value in headers if name.lower() not in OURS]
        kept += [
            ("Content-Length", str(len(encoded))),
            ("ETag", etag),
            ("Last-Modified", formatdate(int(edition.partition("-")[0], 16) / 1000, usegmt=True)),
            ("Cache-Control", settings.PAGE_CACHE_CONTROL),
            VARY,
        ]
        if encoding != "identity":
            kept.append(("Content-Encoding", encoding))
        return cls(Head(edition, expires, status, kept, etag), encoded)

    @classmethod
    def of_parts(cls, head: Head | None, body: object) -> Page | None:
        """The page of a head and a body that were kept apart; `None` if they do not belong together."""
        return cls(head, body) if head and isinstance(body, bytes) and head.etag == tag_of(body) else None

    def send(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if renewed := self.head.renewed(environ):
            start_response(NOT_MODIFIED, renewed)
            return []
        start_response(self.head.status, self.head.headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


def tag_of(body: bytes) -> str:
    """A strong ETag, which says that what it stands for is the same byte by byte."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
