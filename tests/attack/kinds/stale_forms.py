"""Lost updates: forms opened before the note was changed elsewhere. Saving one must not revert the change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from notes.models import Post, Series
from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.forms import Values, fields_of
from tests.attack.target import Browser, Target
from tests.attack.wire import Response
from tests.factories import days_ago, make_post, make_series

LIST = "/admin/notes/post/"
FIELDS = (
    *("published_at", "slug", "series_id", "series_position", "pinned", "summary", "language", "cover", "author_id"),
)

Change = Callable[[Browser, Post, Series], Response | None]


def path_of(post: Post) -> str:
    return f"{LIST}{post.pk}/change/"


def in_the_form(button: str = "_save", **values: Any) -> Change:
    def change(browser: Browser, post: Post, series: Series) -> Response:
        filled = {name: str(series.pk) if value is Series else value for name, value in values.items()}
        return browser.submit(path_of(post), browser.form(path_of(post)), None, **filled, **{button: "1"})

    return change


def by_action(name: str) -> Change:
    def change(browser: Browser, post: Post, series: Series) -> Response:
        return browser.send(browser.post(LIST, {"action": name, "_selected_action": str(post.pk), "index": "0"}))

    return change


def by_command(**values: Any) -> Change:
    """Change the note as a command or an import does."""

    def change(browser: Browser, post: Post, series: Series) -> None:
        Post.objects.filter(pk=post.pk).update(**values)

    return change


CHANGES: dict[str, Change] = {
    "unpublished in another tab": in_the_form("_unpublish"),
    "unpublished by an action": by_action("unpublish"),
    "unpublished by a command": by_command(published_at=None),
    "scheduled in another tab": in_the_form("_publish", published_at="2199-01-01T00:00"),
    "scheduled by a command": by_command(published_at=timezone.now() + timedelta(days=900)),
    "given another address": in_the_form(slug="another-address"),
    "put into a series": in_the_form(series=Series),
    "pinned by an action": by_action("pin"),
    "pinned in another tab": in_the_form(pinned="on"),
    "given a summary": in_the_form(summary="A summary"),
    "given another language": in_the_form(language="zh-hans"),
    "given another address by a command": by_command(slug="by-command"),
}
PUBLISHING: dict[str, Change] = {
    "published in another tab": in_the_form("_publish"),
    "published by an action": by_action("publish"),
    "published by a command": by_command(published_at=days_ago(2)),
}
BUTTONS = ("_save", "_continue", "_addanother", "")


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    keeper = Browser.signed_in(target, fixtures.keeper, is_trusted=True)
    author = Browser.signed_in(target, fixtures.author)
    for is_published, changes in ((True, CHANGES), (False, PUBLISHING)):
        for title, change in changes.items():
            for button in BUTTONS:
                yield stale(fixtures, is_published, title, change, author, author, button)
            yield stale(fixtures, is_published, title, change, author, keeper, "_save")
            yield stale(fixtures, is_published, title, change, author, author, "_save", insist=True)
    for title in ("unpublished in another tab", "given another address by a command"):
        for forge in FORGERIES:
            yield stale(fixtures, True, title, CHANGES[title], author, author, "_save", forge=forge)
    yield deleted(fixtures, author)


def without_hidden(values: Values) -> Values:
    """The form without its version."""
    known = {"csrfmiddlewaretoken", "title", "body", "summary", "tags", "slug", "language", "published_at", "series"}
    return {name: value for name, value in values.items() if name in known}


def with_hidden(text: str) -> Callable[[Values], Values]:
    """The form with another version."""

    def forge(values: Values) -> Values:
        known = without_hidden(values)
        return {name: [text] if name not in known else value for name, value in values.items()}

    return forge


FORGERIES = (without_hidden, *map(with_hidden, ("", "0", "-1", "999999", "x", "1e9", "9" * 40)))


def stale(
    fixtures: Fixtures, is_published: bool, title: str, change: Change, first: Browser, second: Browser, button: str,
    *, insist: bool = False, forge: Callable[[Values], Values] | None = None,
) -> Attempt:  # fmt: skip
    """Open the form, change the note elsewhere, then save the form with a corrected title."""
    post = make_post("A tpyo", author=fixtures.author, published_at=days_ago(9) if is_published else None)
    path = path_of(post)
    opened, before = second.form(path), values_of(post)
    change(first, post, make_series())
    changed = values_of(post)
    if all(before[name] == changed[name] for name in FIELDS):
        raise AssertionError(f"The note was not {title}, so that nothing could be put back")
    mended: dict[str, Any] = {
        **(forge(opened) if forge else opened),
        "title": "A typo",
        **({button: "1"} if button else {}),
    }
    request = second.post(path, mended)
    response = second.send(request)
    if insist and response.status == 200:
        # Save again from the page that shows the conflict.
        shown = fields_of(response.text, "title") | {"title": ["A typo"], "_save": ["1"]}
        second.send(second.post(path, shown))
    after = values_of(post)
    put_back = [name for name in FIELDS if after[name] != changed[name]]
    if insist:
        # An author who has seen the conflict may overwrite all fields except the publication time.
        put_back = [name for name in put_back if name == "published_at"]
    post.delete()
    fault = (
        f"it put back {', '.join(put_back)}"
        if put_back
        else f"status {response.status}"
        if response.status >= 500
        else ""
    )
    return Attempt(
        f"{title}, then {button or 'Enter'} as {second.name}{', twice' if insist else ''}", request.curl(), fault
    )


def values_of(post: Post) -> dict[str, Any]:
    return {**Post.objects.filter(pk=post.pk).values().get()}


def deleted(fixtures: Fixtures, author: Browser) -> Attempt:
    post = make_post("Deleted", author=fixtures.author)
    opened = author.form(path_of(post))
    post.delete()
    request = author.post(path_of(post), opened | {"_save": ["1"]})
    author.send(request)
    back = Post.objects.filter(title="Deleted").exists()
    return Attempt("saving what was deleted", request.curl(), "it is back" if back else "")
