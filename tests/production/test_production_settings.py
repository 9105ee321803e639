"""What production settings promise, asked of a site that runs with them."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tests.production.conftest import Start, copy_of
from tests.production.headers import assert_protected
from tests.production.server import HOST, PASSWORD, Server


@pytest.fixture(scope="module")
def bare(start: Start) -> Server:
    """The site without a proxy, reached by anyone."""
    return start({"DOMAIN": ""}, {"host": HOST}, SITE_URL=f"http://{HOST}", ALLOWED_HOSTS=HOST, BEHIND_PROXY="false")


@pytest.fixture(scope="module")
def session(site: Server) -> str:
    return site.log_in()


def test_cookies_are_secure_under_https(site: Server) -> None:
    token = site.request("/admin/login/").cookies["csrftoken"]
    assert (token["secure"], token["samesite"]) == (True, "Lax")
    fields = {"username": "author", "password": PASSWORD, "csrfmiddlewaretoken": token.value}
    session = site.post("/admin/login/", fields, cookie=f"csrftoken={token.value}").cookies["sessionid"]
    assert (session["secure"], session["httponly"], session["samesite"]) == (True, True, "Lax")
    language = site.post("/language/", {"language": "zh-hans", "next": "/"}).cookies["django_language"]
    assert (language["secure"], language["httponly"], language["samesite"]) == (True, True, "Lax")


@pytest.mark.parametrize("header", ["x_forwarded_proto", "x_forwarded_ssl", "x_forwarded_protocol"])
def test_ignores_forwarded_headers_without_a_proxy(bare: Server, header: str) -> None:
    for value in ("https", "on", "ssl"):
        for path in ("/sitemap.xml", "/admin/login/", "/nothing/"):
            reply = bare.request(path, body=None, **{header: value, "x_forwarded_host": "evil.example"})
            assert "strict-transport-security" not in reply.headers
            assert b"evil" not in reply.body
            assert f"https://{HOST}" not in reply.body.decode()


def test_trusts_the_scheme_of_the_proxy(site: Server) -> None:
    assert f"https://{HOST}/" in site.request("/sitemap.xml").body.decode()
    assert f"http://{HOST}/" in site.request("/sitemap.xml", x_forwarded_proto="http").body.decode()


@pytest.mark.parametrize(
    "host", ["evil.example", f"{HOST}.evil.example", f"evil.{HOST}", "127.0.0.1", f"{HOST}@evil.example"]
)
def test_rejects_other_hosts(site: Server, bare: Server, host: str) -> None:
    for server in (site, bare):
        for path in ("/", "/feed/", "/admin/login/"):
            reply = server.request(path, host=host)
            assert reply.status == 400
            assert host not in reply.body.decode()


def test_answers_the_health_check_of_compose(site: Server) -> None:
    reply = site.request("/healthz", host="localhost:8000", x_forwarded_proto="")
    assert (reply.status, reply.body) == (200, b"ok\n")


def test_rejects_weak_passwords(site: Server, session: str) -> None:
    token = session.partition("csrftoken=")[2]
    for weak in ("short", "password123", "author12"):
        fields = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
        reply = site.post("/admin/password_change/", fields | {"csrfmiddlewaretoken": token}, cookie=session)
        assert reply.status == 200
        assert b"errorlist" in reply.body


def test_static_files_are_hashed_and_immutable(site: Server) -> None:
    files = re.findall(r'"(/static/[^"]+)"', site.request("/").body.decode())
    assert files
    for file in files:
        assert re.search(r"\.[0-9a-f]{12}\.\w+$", file)
        assert "immutable" in site.request(file).headers["cache-control"]


def test_no_traceback_is_shown(site: Server) -> None:
    assert b"DEBUG" not in site.request("/nothing/").body


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script_Name", "SCRIPT-NAME", "Script-Name", "PATH_INFO", "Path-Info"])
@pytest.mark.parametrize("cookie", ["", "Cookie: sessionid=x\r\n"])
def test_no_header_changes_the_prefix_of_links(site: Server, bare: Server, name: str, cookie: str) -> None:
    for server, scheme in ((site, "X-Forwarded-Proto: https\r\n"), (bare, "")):
        for target in ("//evil.example/?page=1", "//evil.example/posts/first/", "/", "/posts/first/"):
            head = f"GET {target} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{scheme}{cookie}"
            received = server.send(f"{head}{name}: //evil.example\r\n\r\n")
            assert re.match(rb"HTTP/1.1 (200|404) ", received)
            assert not re.search(rb'(href|src|action)="[^"]*evil', received)
        for path in ("/", "/?page=1", "/posts/first/", "/feed/", "/sitemap-posts.xml", "/posts/first.md"):
            assert b"evil" not in server.request(path).body


def test_does_not_send_pages_rendered_with_other_settings(start: Start) -> None:
    if not settings.CACHE_LOCATION:
        pytest.skip("needs Redis, which outlives the site")
    before, after = start(), start({"SITE_NAME": "Renamed"})
    for server, name in ((before, b"Lemma"), (after, b"Renamed"), (before, b"Lemma")):
        for _made_and_stored in range(2):
            reply = server.request("/")
            assert name in reply.body.partition(b"<title>")[2].partition(b"</title>")[0]


def test_an_unmigrated_database_is_unhealthy(start: Start, database_url: str, tmp_path: Path) -> None:
    lacking = "app = 'notes' AND id = (SELECT max(id) FROM django_migrations WHERE app = 'notes')"
    database = copy_of(database_url, tmp_path)
    with closing(sqlite3.connect(database)) as copy:
        copy.execute(f"DELETE FROM django_migrations WHERE {lacking}")
        copy.commit()
    reply = start(DATABASE_URL=f"sqlite:///{database}").request("/healthz")
    assert (reply.status, reply.body.startswith(b"not migrated: notes.")) == (503, True)
    assert_protected(reply)
    empty = start(DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert empty.request("/healthz").status == 503
