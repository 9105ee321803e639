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
VARY = ("Vary", "Accept-Encoding, Accept-Language, Cookie")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of one edition; `expires` is a Unix time, when the next scheduled post comes out."""

    edition: str
    expires: float
    status: str
    headers: Headers
    body: bytes
    etag: str

    @classmethod
    def of(cls, status: str, headers: Headers, body: bytes, *, edition: str, expires: float, encoding: str) -> Page:
        """The page of a response that Django made, encoded, with its validators."""
        encoded = ENCODERS[encoding](body)
        etag = f'"{hashlib.blake2b(encoded, digest_size=12).hexdigest()}"'
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
        return cls(edition, expires, status, kept, encoded, etag)

    def is_right(self, edition: str) -> bool:
        """Whether the page is still what a new rendering would give."""
        return self.edition == edition and time.time() < self.expires

    def send(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        seen = environ.get("HTTP_IF_NONE_MATCH")
        if seen and self.status.startswith("200") and self._is_among(seen):
            # What a browser has to renew (RFC 9110, 15.4.5) and no more: headers are most of what such a reply costs.
            renewed = [("ETag", self.etag), ("Cache-Control", settings.PAGE_CACHE_CONTROL), VARY]
            start_response("304 Not Modified", renewed)
            return []
        start_response(self.status, self.headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [self.body]

    def _is_among(self, tags: str) -> bool:
        # A proxy that compressed the page anew may have weakened the tag.
        return tags == self.etag or any(tag.strip().removeprefix("W/") in (self.etag, "*") for tag in tags.split(","))

    def pack(self) -> bytes:
        head = json.dumps([self.edition, self.expires, self.status, self.headers, self.etag])
        return head.encode() + b"\n" + self.body

    @classmethod
    def unpack(cls, packed: bytes) -> Page | None:
        """A page from what a store had; `None` for anything that this class did not pack."""
        head, newline, body = packed.partition(b"\n")
        try:
            edition, expires, status, headers, etag = json.loads(head)
            page = cls(
                str(edition), float(expires), str(status), [(str(n), str(v)) for n, v in headers], body, str(etag)
            )
        except (ValueError, TypeError):
            return None
        is_whole = newline and page.etag == f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        return page if is_whole else None
