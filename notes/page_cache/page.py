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
OF_THE_BODY = frozenset({"content-type", "content-language", "content-encoding", "content-length", "last-modified"})
NOT_MODIFIED = "304 Not Modified"
VARY = ("Vary", "Accept-Encoding, Accept-Language, Cookie")


@dataclass(frozen=True, slots=True)
class Reply:
    """A response for one visitor."""

    status: str
    headers: Headers
    body: bytes

    def send(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response(self.status, self.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one edition. `expires` is a Unix time: the next scheduled publication."""

    edition: str
    expires: float
    status: str
    headers: Headers
    etag: str
    body: bytes

    @classmethod
    def of(
        cls, status: str, headers: Headers, body: bytes, *, edition: str | None, expires: float, encoding: str
    ) -> Page:
        """The page of a response that Django made, encoded, with its validators; stored only with an edition."""
        encoded = ENCODERS[encoding](body)
        etag = tag_of(encoded)
        kept = [(name, value) for name, value in headers if name.lower() not in OURS]
        kept += [
            ("Content-Length", str(len(encoded))),
            ("ETag", etag),
            ("Cache-Control", settings.PAGE_CACHE_CONTROL),
            VARY,
        ]
        if edition:
            kept.append(("Last-Modified", formatdate(int(edition.partition("-")[0], 16) / 1000, usegmt=True)))
        if encoding != "identity":
            kept.append(("Content-Encoding", encoding))
        return cls(edition or "", expires, status, kept, etag, encoded)

    def is_right(self, edition: str) -> bool:
        """Whether the page is still what a new rendering would give."""
        return self.edition == edition and time.time() < self.expires

    def send(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if self._is_known_to(environ):
            # A browser takes the headers over into the page that it has: a changed policy must not miss it.
            start_response(NOT_MODIFIED, [field for field in self.headers if field[0].lower() not in OF_THE_BODY])
            return []
        start_response(self.status, self.headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]

    def _is_known_to(self, environ: dict[str, Any]) -> bool:
        # A proxy that compressed the page again may have weakened the tag.
        tags = environ.get("HTTP_IF_NONE_MATCH", "").split(",")
        return self.status.startswith("200") and any(tag.strip().removeprefix("W/") in (self.etag, "*") for tag in tags)

    def pack(self) -> bytes:
        """The page as one entry of a cache server: a line of JSON, then the body."""
        head = [self.edition, self.expires, self.status, self.headers, self.etag]
        return json.dumps(head).encode() + b"\n" + self.body

    @classmethod
    def unpack(cls, packed: object) -> Page | None:
        """A page from what a store had; `None` for anything that this class did not pack."""
        if not isinstance(packed, bytes):
            return None
        head, _newline, body = packed.partition(b"\n")
        try:
            edition, expires, status, headers, etag = json.loads(head)
            pairs = [(str(name), str(value)) for name, value in headers]
            page = cls(str(edition), float(expires), str(status), pairs, str(etag), body)
        except (ValueError, TypeError):
            return None
        return page if page.etag == tag_of(body) else None


def tag_of(body: bytes) -> str:
    """A strong ETag, which says that what it stands for is the same byte by byte."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
