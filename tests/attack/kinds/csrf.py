"""CSRF: requests that another site makes an author's browser send, with the session cookie but no token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.forms import Values
from tests.attack.kinds.authorisation import changing_nothing
from tests.attack.target import Browser, Target
from tests.attack.wire import Request


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    author = Browser.signed_in(target, fixtures.author)
    victim = Browser.signed_in(target, fixtures.victim, is_trusted=True)
    own = f"/admin/notes/post/{fixtures.own.pk}/change/"
    requests = (*cross_site(fixtures, author, own, author.form(own)), *by_get(fixtures, victim))
    yield from changing_nothing(target, requests)


def cross_site(fixtures: Fixtures, author: Browser, own: str, form: Values) -> Iterator[tuple[str, Request, Browser]]:
    published = {**form, "title": ["Taken"], "_unpublish": ["1"]}
    targets = {
        "a change": (own, published),
        "a deletion": (f"/admin/notes/post/{fixtures.own.pk}/delete/", {"post": ["yes"]}),
        "an action": ("/admin/notes/post/", {"action": ["unpublish"], "_selected_action": [str(fixtures.own.pk)]}),
        "a preview": ("/admin/editor/preview/", {"content": ["x"], "language": ["en"]}),
        "a password": ("/admin/password_change/", {"old_password": ["x"]}),
    }
    for title, (path, values) in targets.items():
        for what, token in (
            ("no token", ""),
            ("a wrong token", "a" * 64),
            ("a short token", "x"),
            ("a token of NULs", "\0" * 32),
        ):
            yield f"{title} with {what}", author.post(path, {**values, "csrfmiddlewaretoken": token}), author
        right = author.post(path, values)
        for origin in (
            "https://evil.example",
            "null",
            "https://notes.example.evil.example",
            "http://localhost:8081",
            "evil",
        ):
            fields = tuple((n, origin if n == "Origin" else v) for n, v in right.headers)
            yield f"{title} from {origin}", replace(right, headers=fields), author
        for content_type in ("text/plain", "application/json", "multipart/form-data; boundary=x", ""):
            untokened = author.post(path, {**values, "csrfmiddlewaretoken": ""})
            yield f"{title} as {content_type}", replace(untokened, headers=(("Content-Type", content_type),)), author


def by_get(fixtures: Fixtures, victim: Browser) -> Iterator[tuple[str, Request, Browser]]:
    """GET requests that would change something."""
    for path in (
        f"/admin/notes/post/{fixtures.own.pk}/delete/?post=yes",
        f"/admin/notes/post/{fixtures.hidden['draft'].pk}/change/?_publish=1",
        *("/admin/notes/post/?action=publish&_selected_action=1", "/admin/notes/post/add/?_publish=1&title=x"),
        *("/admin/logout/", "/language/?language=zh-hans", "/admin/editor/upload/", "/admin/editor/preview/?content=x"),
    ):
        for override in ((), (("X-HTTP-Method-Override", "POST"),)):
            yield f"GET {path}", Request(path, headers=override), victim
