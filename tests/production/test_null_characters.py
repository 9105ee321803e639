"""U+0000 and broken UTF-8, which PostgreSQL cannot store, at every address and in every part of a request."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.production.server import Server

UNSTORABLE = ["a%00b", "%ED%A0%80"]
PARAMETERS = [
    *("q", "p", "o", "page", "year", "all", "e", "next", "_to_field", "_popup", "_changelist_filters", "state"),
    *("title", "title__contains", "slug__in", "language", "author__id__exact", "published_at__gte", "object_id"),
]
FIELDS = [
    *("username", "password", "next", "language", "action", "_selected_action", "title", "slug", "summary", "body"),
    *("tags", "series", "series_position", "published_at", "name", "description", "content", "form-0-id", "version"),
    *("old_password", "new_password1", "order", "email", "first_name", "groups", "author"),
]


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def filled(route: str, value: str) -> str:
    """The path of a route, with a value in place of its parameters."""
    path = re.sub(r"\(\?P<\w+>.*?\)|<[^>]+>", lambda _match: value, route)
    return "/" + re.sub(r"[\\^$]|\(\?:.*?\)", "", path)


ROUTES = sorted({route for route in routes(get_resolver()) if not re.search("logout|delete", route)})


@pytest.fixture(scope="module")
def session(site: Server) -> str:
    return site.log_in()


def test_covers_every_route() -> None:
    assert {"/posts/x/", "/admin/notes/post/", "/admin/editor/tags/"} <= {filled(route, "x") for route in ROUTES}


@pytest.mark.parametrize("unstorable", UNSTORABLE)
def test_no_url_raises(site: Server, session: str, unstorable: str) -> None:
    token = re.search(r"csrftoken=(\w+)", session)
    assert token
    query = "&".join(f"{name}={unstorable}" for name in PARAMETERS)
    body = f"csrfmiddlewaretoken={token[1]}&" + "&".join(f"{name}={unstorable}" for name in FIELDS)
    form = {"content_type": "application/x-www-form-urlencoded", "origin": "https://notes.example.org"}
    failed = []
    for route in ROUTES:
        for cookie in ("", session):
            replies = [
                site.request(filled(route, unstorable), cookie=cookie),
                site.request(f"{filled(route, '1')}?{query}", cookie=cookie),
            ]
            if cookie:
                replies.append(site.request(filled(route, "1"), "POST", body.encode(), cookie=cookie, **form))
            failed += [(route, reply.status) for reply in replies if reply.status >= 500]
    assert failed == []


@pytest.mark.parametrize(
    "path", ["/admin/notes/post/", "/admin/notes/tag/", "/admin/notes/series/", "/admin/editor/tags/"]
)
def test_rejects_filters_and_searches(site: Server, session: str, path: str) -> None:
    for parameter in PARAMETERS:
        assert site.request(f"{path}?{parameter}=%00", cookie=session).status == 400, parameter
    assert site.request(f"{path}?%00=1", cookie=session).status == 400


@pytest.mark.parametrize("path", ["notes/post", "notes/tag", "notes/series", "auth/user", "auth/group"])
def test_rejects_invalid_selections(site: Server, session: str, path: str) -> None:
    token = re.search(r"csrftoken=(\w+)", session)
    assert token
    for action in ("delete_selected", "publish"):
        for selected in ("\0", "x", "1\0", "-", "²", "1.5", "", "9" * 30):
            fields = {"action": action, "_selected_action": selected, "csrfmiddlewaretoken": token[1], "post": "yes"}
            assert site.post(f"/admin/{path}/", fields, cookie=session).status == 400, (action, selected)


@pytest.mark.parametrize("year", ["9" * 30, "10000", "0", "-1", "x"])
def test_ignores_an_invalid_year(site: Server, session: str, year: str) -> None:
    for query in (f"published_at__year={year}", f"published_at__year=2020&published_at__month={year}"):
        reply = site.request(f"/admin/notes/post/?{query}", cookie=session)
        assert (reply.status, reply.headers["location"]) == (302, "/admin/notes/post/?e=1"), query


@pytest.mark.parametrize("value", ["\\000" * 10, "aaaaaaaaaa\\000", "\\355\\240\\200aaaaaaaa"])
def test_no_cookie_raises(site: Server, value: str) -> None:
    for name in ("sessionid", "csrftoken", "messages", "django_language"):
        for path in ("/", "/admin/", "/posts/first/", "/healthz"):
            assert site.request(path, cookie=f'{name}="{value}"').status < 500, (name, path)


@pytest.mark.parametrize("destination", ["https://evil.example/", "//evil.example", "", "javascript:alert(1)"])
def test_login_ignores_a_foreign_next_url(site: Server, destination: str) -> None:
    token = site.request("/admin/login/").cookies["csrftoken"].value
    fields = {"username": "author", "password": "a password for tests", "csrfmiddlewaretoken": token}
    reply = site.post("/admin/login/", fields | {"next": destination}, cookie=f"csrftoken={token}")
    assert (reply.status, reply.headers["location"]) == (302, "/admin/")
