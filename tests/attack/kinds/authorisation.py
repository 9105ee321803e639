"""Missing authorisation: changes by visitors, users, staff with view permissions, and other authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.forms import File
from tests.attack.state import changes, state
from tests.attack.target import Browser, Target
from tests.attack.wire import Request, Response

PIXEL = File("a.png", b"\x89PNG\r\n\x1a\n")


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    must_notice_a_change(target, fixtures)
    yield from changing_nothing(target, forbidden(target, fixtures))


def changing_nothing(target: Target, requests: Iterable[tuple[str, Request, Browser]]) -> Iterator[Attempt]:
    """Send each request by its browser, and check that the database is unchanged."""
    before = state()

    def change(_response: Response) -> str:
        nonlocal before
        past, before = before, state()
        return changes(past, before)

    for title, request, browser in requests:
        yield target.attempt(title, request, change, browser=browser)


def must_notice_a_change(target: Target, fixtures: Fixtures) -> None:
    """Positive control: make an allowed change, which must succeed and be detected."""
    author, before = Browser.signed_in(target, fixtures.author), state()
    own = f"/admin/notes/post/{fixtures.own.pk}/change/"
    response = author.submit(own, author.form(own), summary="A summary", _save="1")
    if response.status != 302 or not changes(before, state()):
        raise AssertionError(f"An author's own change was not saved: status {response.status}")


def forbidden(target: Target, fixtures: Fixtures) -> Iterator[tuple[str, Request, Browser]]:
    visitors = fixtures.visitors(target)
    author = visitors["author"]
    own = f"/admin/notes/post/{fixtures.own.pk}/change/"
    form = author.form(own)
    for name in ("anonymous", "reader", "viewer"):
        for title, path, values in changing(fixtures):
            yield f"{title} as {name}", visitors[name].post(path, {**form, **values}), visitors[name]
        upload = visitors[name].post("/admin/editor/upload/", {}, {"image": PIXEL})
        yield f"an upload as {name}", upload, visitors[name]
    for title, path, values in (*changing(fixtures, of_victim=True), *above_rights(fixtures)):
        yield f"{title} as author", author.post(path, {**form, **values}), author
    for title, path, values in rows_of_series(fixtures):
        yield title, author.post(path, values), author
    for title, fields in assignments(fixtures):
        yield f"mass assignment of {title}", author.post(own, {**author.form(own), **fields}), author


def changing(fixtures: Fixtures, *, of_victim: bool = False) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """All requests that change something."""
    for post in (
        fixtures.hidden["draft"],
        fixtures.hidden["withdrawn"],
        *([] if of_victim else [fixtures.own]),
        fixtures.public[0],
    ):
        yield "a post", f"/admin/notes/post/{post.pk}/change/", {"title": "Taken", "_publish": "1"}
        yield "an unpublished post", f"/admin/notes/post/{post.pk}/change/", {"_unpublish": "1"}
        yield "a deleted post", f"/admin/notes/post/{post.pk}/delete/", {"post": "yes"}
        for action in ("publish", "unpublish", "pin", "unpin", "delete_selected"):
            chosen = {
                "action": action,
                "_selected_action": str(post.pk),
                "post": "yes",
                "select_across": "0",
                "index": "0",
            }
            yield f"the action {action}", "/admin/notes/post/", chosen
            yield f"the action {action} on all", "/admin/notes/post/?state=draft", chosen | {"select_across": "1"}
    if of_victim:
        return
    yield "a new post", "/admin/notes/post/add/", {"title": "New", "body": "x", "language": "en", "_publish": "1"}
    for kind, name in (("tag", "name"), ("series", "title")):
        thing = fixtures.hidden["draft"].series if kind == "series" else fixtures.hidden["draft"].tags.first()
        assert thing is not None
        yield f"a new {kind}", f"/admin/notes/{kind}/add/", {name: "New", "slug": "new"}
        yield f"a {kind}", f"/admin/notes/{kind}/{thing.pk}/change/", {name: "Taken", "slug": "taken"}
        yield f"a deleted {kind}", f"/admin/notes/{kind}/{thing.pk}/delete/", {"post": "yes"}
        yield (
            f"deleted {kind}s",
            f"/admin/notes/{kind}/",
            {"action": "delete_selected", "_selected_action": "1", "post": "yes"},
        )
    yield "a preview", "/admin/editor/preview/", {"content": "x", "title": "x", "language": "en"}
    yield from above_rights(fixtures)


def rows_of_series(fixtures: Fixtures) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The form of a series with rows for hidden notes."""
    course = fixtures.hidden["part"].series
    assert course
    management = {"posts-INITIAL_FORMS": "1", "posts-TOTAL_FORMS": "1", "posts-MIN_NUM_FORMS": "0"}
    for kind, post in fixtures.hidden.items():
        row = {"posts-0-id": post.pk, "posts-0-series": course.pk, "posts-0-series_position": "99"}
        for what in ("posts-0-leaves", "posts-0-DELETE", "posts-0-ORDER"):
            values = {"title": course.title, "slug": course.slug, "description": ""} | management | row
            path = f"/admin/notes/series/{course.pk}/change/"
            yield f"the {kind} note as a row of a series with {what}", path, values | {what: "on"}


def above_rights(fixtures: Fixtures) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Changes that only a superuser may make."""
    rights = {"username": "author", "is_superuser": "on", "is_staff": "on", "is_active": "on"}
    new_password = {
        "password1": "Sesame open 99",
        "password2": "Sesame open 99",
        "new_password1": "x9!kdkdk",
        "new_password2": "x9!kdkdk",
    }
    for user in (fixtures.author, fixtures.victim, fixtures.keeper):
        yield "a user's rights", f"/admin/auth/user/{user.pk}/change/", rights | {"username": user.username}
        yield "a user's password", f"/admin/auth/user/{user.pk}/password/", new_password
        yield "a deleted user", f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"}
    yield "a new user", "/admin/auth/user/add/", {"username": "evil"} | new_password
    yield "a new group", "/admin/auth/group/add/", {"name": "evil"}
    yield "the password without the old one", "/admin/password_change/", {"old_password": "wrong"} | new_password
    yield "the password without any", "/admin/password_change/", new_password


def assignments(fixtures: Fixtures) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Mass assignment: fields that the author's form does not have."""
    victim = [str(fixtures.victim.pk)]
    for name in ("author", "author_id", "author__id"):
        yield name, {name: victim, "_save": ["1"]}
    for name, value in (
        *(("id", "1"), ("pk", "1"), ("created_at", "1999-01-01"), ("updated_at_0", "1999-01-01"), ("body_digest", "x")),
        *(
            ("cover_width", "1"),
            ("is_superuser", "on"),
            ("_saveasnew", "1"),
            ("initial-author", "1"),
            ("slug_redirects", "evil"),
        ),
    ):
        yield name, {name: [value], "_save": ["1"]}
