"""A stored page: its headers and validators, what is sent of it, and how it is packed for a cache server."""

from __future__ import annotations

import gzip
import json
import time
from email.utils import parsedate_to_datetime
from typing import Any

import brotli
import pytest
from pytest_django import Settings

from notes.page_cache.cache_key import negotiate_encoding
from notes.page_cache.page import Page

BODY = b"<p>" + b"a page of text " * 40
MADE = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Language", "en"),
    ("Content-Security-Policy", "default-src 'self'"),
    ("Cache-Control", "of Django"),
    ("ETag", '"of Django"'),
    ("Vary", "Cookie"),
    ("Content-Length", "1"),
]


def page(
    status: str = "200 OK", *, version: str | None = "18c0000000-ab", expires: float = 2e9, encoding: str = "gzip"
) -> Page:
    return Page.from_response(status, MADE, BODY, version=version, expires=expires, encoding=encoding)


def sent(of: Page, method: str = "GET", **environ: str) -> tuple[str, dict[str, str], bytes]:
    started: list[Any] = []
    chunks = of.send({"REQUEST_METHOD": method, **environ}, lambda *line: started.extend(line))
    status, headers = started
    assert len({name.lower() for name, _value in headers}) == len(headers)
    return status, dict(headers), b"".join(chunks)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("identity", "identity"),
        ("deflate", "identity"),
        ("*", "identity"),
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        (" GZIP ;q=0.5 , Br;q=0.1", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0.0", "identity"),
        ("br;q=nonsense, gzip", "gzip"),
        ("br;level=4;q=0", "identity"),
        ("gzip;q=1;br", "gzip"),
    ],
)
def test_negotiates_the_encoding(accepted: str, encoding: str) -> None:
    assert negotiate_encoding(accepted) == encoding


@pytest.mark.parametrize(
    ("encoding", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)]
)
def test_encodes_the_body_and_sets_its_headers(encoding: str, decode: Any) -> None:
    status, headers, body = sent(page(encoding=encoding))
    assert status == "200 OK"
    assert decode(body) == BODY
    assert headers["Content-Length"] == str(len(body))
    assert headers.get("Content-Encoding") == (None if encoding == "identity" else encoding)
    assert (len(body) < len(BODY)) is (encoding != "identity")


def test_replaces_djangos_validators_and_cache_control(settings: Settings) -> None:
    settings.PAGE_CACHE_CONTROL = "public, max-age=7"
    _status, headers, _body = sent(page())
    assert headers["Cache-Control"] == "public, max-age=7"
    assert headers["Vary"] == "Accept-Encoding, Accept-Language, Cookie"
    assert headers["Content-Security-Policy"] == "default-src 'self'"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["ETag"].startswith('"')
    assert "Django" not in headers["ETag"]


def test_last_modified_is_the_time_of_the_content_version() -> None:
    moment = 1_700_000_000_000
    _status, headers, _body = sent(page(version=f"{moment:x}-ab"))
    assert parsedate_to_datetime(headers["Last-Modified"]).timestamp() == moment / 1000
    assert "Last-Modified" not in sent(page(version=None))[1]


def test_different_bytes_have_different_etags() -> None:
    tags = {page(encoding=encoding).etag for encoding in ("br", "gzip", "identity")}
    assert len(tags) == 3
    assert page().etag == page().etag


class TestNotModified:
    @pytest.mark.parametrize("wanted", ["{}", "W/{}", '"x", {}', '"x",W/{} ', "*"])
    def test_is_sent_for_a_matching_etag(self, wanted: str) -> None:
        kept = page()
        status, headers, body = sent(kept, HTTP_IF_NONE_MATCH=wanted.format(kept.etag))
        assert (status, body) == ("304 Not Modified", b"")
        assert set(headers) == {"Content-Security-Policy", "Cache-Control", "ETag", "Vary"}

    @pytest.mark.parametrize("wanted", ["", '"x"', "W/", "{}x", "x{}"])
    def test_is_not_sent_for_another_etag(self, wanted: str) -> None:
        kept = page()
        status, _headers, body = sent(kept, HTTP_IF_NONE_MATCH=wanted.format(kept.etag))
        assert (status, body) == ("200 OK", kept.body)

    def test_is_not_sent_for_redirects(self) -> None:
        moved = page("301 Moved Permanently")
        assert sent(moved, HTTP_IF_NONE_MATCH=moved.etag)[0] == "301 Moved Permanently"


def test_head_gets_no_body() -> None:
    status, headers, body = sent(page(), "HEAD")
    assert (status, body) == ("200 OK", b"")
    assert headers == sent(page())[1]


def test_sending_does_not_modify_the_page() -> None:
    kept = page()
    started: list[Any] = []
    list(kept.send({"REQUEST_METHOD": "GET"}, lambda *line: started.extend(line)))
    started[1].append(("X-Server", "changed"))
    assert "X-Server" not in sent(kept)[1]


def test_is_fresh_for_its_version_until_it_expires() -> None:
    later, earlier = time.time() + 60, time.time() - 1
    assert page(version="1-a", expires=later).is_fresh("1-a")
    assert not page(version="1-a", expires=later).is_fresh("1-b")
    assert not page(version="1-a", expires=earlier).is_fresh("1-a")


class TestPacking:
    def test_round_trips(self) -> None:
        for kept in (page(), page("301 Moved Permanently", encoding="identity"), page(version=None)):
            assert Page.unpack(kept.pack()) == kept

    def test_unpacks_foreign_values_to_none(self) -> None:
        packed = page().pack()
        head, _newline, body = packed.partition(b"\n")
        fields = json.loads(head)
        foreign = [
            None, "text", b"", b"\n", b"[]\n", b"{}\n" + body, head, head + b"\n", packed[:-1], packed + b"x",
            json.dumps(fields[:-1]).encode() + b"\n" + body,
            json.dumps([*fields[:1], "soon", *fields[2:]]).encode() + b"\n" + body,
            json.dumps([*fields[:3], 5, *fields[4:]]).encode() + b"\n" + body,
            json.dumps([*fields[:3], [["one"]], *fields[4:]]).encode() + b"\n" + body,
            json.dumps([*fields[:4], '"other"']).encode() + b"\n" + body,
        ]  # fmt: skip
        assert [Page.unpack(entry) for entry in foreign] == [None] * len(foreign)
