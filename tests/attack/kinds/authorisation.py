"""Changes by those who may not make them: visitors, readers, staff who may only look, and authors of other notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.attack.attempts import Attempt
from tests.attack.forms import File
from tests.attack.scene import Scene
from tests.attack.state import changes, state
from tests.attack.target import Reader, Target
from tests.attack.wire import Request, Response

PIXEL = File("a.png", b"\x89PNG\r\n\x1a\n")


def attempts(target: Target, scene: Scene) -> Iterator[Attempt]:
    must_notice_a_change(target, scene)
    yield from changing_nothing(target, forbidden(target, scene))


def changing_nothing(target: Target, requests: Iterable[tuple[str, Request, Reader]]) -> Iterator[Attempt]:
    """Sends each request by its reader, and looks for changes in the database."""
    before = state()

    def change(_response: Response) -> str:
        nonlocal before
        past, before = before, state()
        return changes(past, before)

    for title, request, reader in requests:
        yield target.attempt(title, request, change, reader=reader)


def must_notice_a_change(target: Target, scene: Scene) -> None:
    """Makes a change that is allowed: an attack that could not succeed would prove nothing."""
    author, own, before = Reader.signed_in(target, scene.author), f"/admin/notes/post/{scene.own.pk}/change/", state()
    response = author.submit(own, author.form(own), summary="A summary", _save="1")
    if response.status != 302 or not changes(before, state()):
        raise AssertionError(f"An author's own change was not saved: status {response.status}")


def forbidden(target: Target, scene: Scene) -> Iterator[tuple[str, Request, Reader]]:
    visitors = scene.visitors(target)
    author = visitors["author"]
    own = f"/admin/notes/post/{scene.own.pk}/change/"
    form = author.form(own)
    for name in ("anonymous", "reader", "viewer"):
        for title, path, values in changing(scene):
            yield f"{title} as {name}", visitors[name].post(path, {**form, **values}), visitors[name]
        upload = visitors[name].post("/admin/editor/upload/", {}, {"image": PIXEL})
        yield f"an upload as {name}", upload, visitors[name]
    for title, path, values in (*changing(scene, of_victim=True), *above_rights(scene)):
        yield f"{title} as author", author.post(path, {**form, **values}), author
    for title, path, values in rows_of_series(scene):
        yield title, author.post(path, values), author
    for title, fields in assignments(scene):
        yield f"mass assignment of {title}", author.post(own, {**author.form(own), **fields}), author


def changing(scene: Scene, *, of_victim: bool = False) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every address that changes something, with what is sent there."""
    for post in (
        scene.hidden["draft"],
        scene.hidden["withdrawn"],
        *([] if of_victim else [scene.own]),
        scene.public[0],
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
        thing = scene.hidden["draft"].series if kind == "series" else scene.hidden["draft"].tags.first()
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
    yield from above_rights(scene)


def rows_of_series(scene: Scene) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The form of a series, with rows for notes that the author does not see in it."""
    course = scene.hidden["part"].series
    assert course
    management = {"posts-INITIAL_FORMS": "1", "posts-TOTAL_FORMS": "1", "posts-MIN_NUM_FORMS": "0"}
    for kind, post in scene.hidden.items():
        row = {"posts-0-id": post.pk, "posts-0-series": course.pk, "posts-0-series_position": "99"}
        for what in ("posts-0-leaves", "posts-0-DELETE", "posts-0-ORDER"):
            values = {"title": course.title, "slug": course.slug, "description": ""} | management | row
            path = f"/admin/notes/series/{course.pk}/change/"
            yield f"the {kind} note as a row of a series with {what}", path, values | {what: "on"}


def above_rights(scene: Scene) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What only a superuser may do."""
    rights = {"username": "author", "is_superuser": "on", "is_staff": "on", "is_active": "on"}
    new_password = {
        "password1": "Sesame open 99",
        "password2": "Sesame open 99",
        "new_password1": "x9!kdkdk",
        "new_password2": "x9!kdkdk",
    }
    for user in (scene.author, scene.victim, scene.keeper):
        yield "a user's rights", f"/admin/auth/user/{user.pk}/change/", rights | {"username": user.username}
        yield "a user's password", f"/admin/auth/user/{user.pk}/password/", new_password
        yield "a deleted user", f"/admin/auth/user/{user.pk}/delete/", {"post": "yes"}
    yield "a new user", "/admin/auth/user/add/", {"username": "evil"} | new_password
    yield "a new group", "/admin/auth/group/add/", {"name": "evil"}
    yield "the password without the old one", "/admin/password_change/", {"old_password": "wrong"} | new_password
    yield "the password without any", "/admin/password_change/", new_password


def assignments(scene: Scene) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Fields that the author's form does not have."""
    victim = [str(scene.victim.pk)]
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
