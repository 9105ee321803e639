"""Requests that another site makes an author's browser send: the session's cookie comes along, the token does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.attack.attempts import Attempt
from tests.attack.forms import Values
from tests.attack.kinds.authorisation import changing_nothing
from tests.attack.scene import Scene
from tests.attack.target import Reader, Target
from tests.attack.wire import Request


def attempts(target: Target, scene: Scene) -> Iterator[Attempt]:
    author = Reader.signed_in(target, scene.author)
    victim = Reader.signed_in(target, scene.victim, is_trusted=True)
    own = f"/admin/notes/post/{scene.own.pk}/change/"
    requests = (*cross_site(scene, author, own, author.form(own)), *by_get(scene, victim))
    yield from changing_nothing(target, requests)


def cross_site(scene: Scene, author: Reader, own: str, form: Values) -> Iterator[tuple[str, Request, Reader]]:
    published = {**form, "title": ["Taken"], "_unpublish": ["1"]}
    targets = {
        "a change": (own, published),
        "a deletion": (f"/admin/notes/post/{scene.own.pk}/delete/", {"post": ["yes"]}),
        "an action": ("/admin/notes/post/", {"action": ["unpublish"], "_selected_action": [str(scene.own.pk)]}),
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


def by_get(scene: Scene, victim: Reader) -> Iterator[tuple[str, Request, Reader]]:
    """Links that would change something when their owner follows them."""
    for path in (
        *(f"/admin/notes/post/{scene.own.pk}/delete/?post=yes", "/admin/notes/post/?action=publish&_selected_action=1"),
        *(
            "/admin/logout/",
            "/language/?language=zh-hans",
            "/admin/notes/post/add/?_publish=1&title=x",
            "/admin/editor/upload/",
        ),
        *("/admin/editor/preview/?content=x", f"/admin/notes/post/{scene.hidden['draft'].pk}/change/?_publish=1"),
    ):
        for override in ((), (("X-HTTP-Method-Override", "POST"),)):
            yield f"GET {path}", Request(path, headers=override), victim
