"""Every kind of response has every security header."""

from __future__ import annotations

import re

import pytest

from tests.production.headers import assert_private, assert_protected
from tests.production.server import Server

FORM = {"content_type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def session(site: Server) -> str:
    return site.log_in()


STATUSES = {
    200: [
        "/",
        "/posts/first/",
        "/posts/first.md",
        "/feed/",
        "/sitemap.xml",
        "/robots.txt",
        "/healthz",
        "/admin/login/",
    ],
    301: ["/posts/first", "/admin"],
    302: ["/admin/", "/language/"],
    403: ["/admin/editor/tags/", "/admin/editor/preview/"],
    404: ["/nothing/", "/posts/none/", "/?page=x", "/media/none.png", "/media/../settings.py", "/static/none.css"],
}


@pytest.mark.parametrize(("status", "path"), [(status, path) for status, paths in STATUSES.items() for path in paths])
def test_on_every_url(site: Server, status: int, path: str) -> None:
    for _made_and_stored in range(2):
        reply = site.request(path)
        assert reply.status == status
        assert_protected(reply)
        if status not in (200, 301):
            assert_private(reply)


@pytest.mark.parametrize("path", ["/", "/posts/first/", "/admin/", "/admin/notes/post/", "/posts/first", "/nothing/"])
def test_for_authors(site: Server, session: str, path: str) -> None:
    reply = site.request(path, cookie=session)
    assert_protected(reply)
    assert_private(reply)


def test_on_a_304(site: Server, session: str) -> None:
    for path, cookie in (("/posts/first/", ""), ("/posts/first/", session), (static_file(site), "")):
        seen = site.request(path, cookie=cookie).headers
        reply = site.request(path, cookie=cookie, if_none_match=seen["etag"])
        assert (path, reply.status, reply.body) == (path, 304, b"")
        assert_protected(reply)
        assert reply.headers["cache-control"] == seen["cache-control"]


def static_file(site: Server) -> str:
    found = re.search(rb'"(/static/[^"]+\.css)"', site.request("/").body)
    assert found
    return found[1].decode()


def test_on_static_files(site: Server) -> None:
    reply = site.request(static_file(site))
    assert reply.status == 200
    assert_protected(reply)


def test_on_uploads(site: Server) -> None:
    media = site.data / "media"
    media.mkdir(exist_ok=True)
    (media / "drawing.svg").write_text("<svg/>")
    reply = site.request("/media/drawing.svg")
    assert (reply.status, reply.headers["content-type"]) == (200, "image/svg+xml")
    assert_protected(reply, is_upload=True)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "a b"},
        {"content_type": "text/html; charset=hex"},
        {"content_type": "text/html; charset*=bogus''x"},
        {"content_type": "text/html; charset*=undefined''%80"},
        {"cookie": "sessionid=x; \xff=\xff", "content_type": "a/b; charset*=bogus''x"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_on_a_400(site: Server, headers: dict[str, str], method: str) -> None:
    reply = site.request("/language/", method, b"" if method == "POST" else None, **headers)
    assert reply.status == 400
    assert_protected(reply)
    assert_private(reply)
    assert b"message-title" in reply.body


def test_on_the_csrf_failure_page(site: Server, session: str) -> None:
    reply = site.post("/admin/notes/post/add/", {"title": "x"}, cookie=session, accept_language="zh-CN")
    assert reply.status == 403
    assert_protected(reply)
    assert_private(reply)
    assert '<html lang="zh-hans">' in reply.body.decode()
    assert "message-title" in reply.body.decode()


def test_on_a_405(site: Server, session: str) -> None:
    reply = site.request("/admin/editor/preview/", cookie=session)
    assert reply.status == 405
    assert_protected(reply)
    assert_private(reply)


def test_on_a_413(site: Server) -> None:
    # The size that is announced is enough to refuse it.
    reply = site.request("/language/", "POST", b"", content_length="9000000", connection="close", **FORM)
    assert reply.status == 413
    assert_protected(reply)
    assert_private(reply)
    assert b"Request too large" in reply.body
