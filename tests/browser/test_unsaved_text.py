"""Unsaved text in the browser: each page keeps its own, its author finds it again, and nobody else does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from notes.models import Post
from tests.browser.conftest import be_logged_in
from tests.browser.test_editor import TEXT, open_editor
from tests.factories import make_author, make_post

pytestmark = pytest.mark.django_db(transaction=True)

NOTICE = "[data-editor-kept]"
KEPT = "() => Object.entries(localStorage).filter(([key]) => key.startsWith('lemma:unsaved:'))"
ANSWERED = "() => new Promise((resolve) => { setTimeout(resolve, 1000); })"
"""By then the other tabs have said which texts are theirs."""


@pytest.fixture
def author(context: BrowserContext, live_server: LiveServer) -> User:
    author = make_author()
    be_logged_in(context, live_server, author)
    return author


def kept(page: Page) -> dict[str, Any]:
    return {key: json.loads(value) for key, value in page.evaluate(KEPT)}


def write(page: Page, body: str) -> None:
    """Types a text, and waits until the browser has kept it."""
    page.locator(TEXT).fill(body)
    page.wait_for_function(f"body => ({KEPT})().some(([, value]) => JSON.parse(value).body === body)", arg=body)


def test_two_new_notes_in_two_tabs_are_both_found_again(
    context: BrowserContext, page: Page, live_server: LiveServer, author: User
) -> None:
    other = context.new_page()
    for tab, body in ((page, "The first text"), (other, "The second text")):
        open_editor(tab, live_server)
        write(tab, body)
    page.locator(TEXT).press("End")
    write(page, "The first text, longer")
    assert sorted(entry["body"] for entry in kept(page).values()) == ["The first text, longer", "The second text"]
    # A page keeps its text once more when it is left: the latest is offered first.
    other.close()
    page.close()

    again = context.new_page()
    open_editor(again, live_server)
    again.get_by_role("button", name="Discard").click()
    again.get_by_role("button", name="Restore").click()
    expect(again.locator(TEXT)).to_have_value("The second text")
    expect(again.locator(NOTICE)).to_be_hidden()
    assert [entry["body"] for entry in kept(again).values()] == ["The second text"]


def test_two_tabs_with_one_note_are_both_found_again(
    context: BrowserContext, page: Page, live_server: LiveServer, author: User
) -> None:
    post = make_post(author=author)
    other = context.new_page()
    for tab, body in ((page, "One edit"), (other, "Another edit")):
        open_editor(tab, live_server, post)
        write(tab, body)
    assert {entry["body"] for entry in kept(page).values()} == {"One edit", "Another edit"}


def test_what_another_tab_is_writing_is_not_offered(
    context: BrowserContext, page: Page, live_server: LiveServer, author: User
) -> None:
    open_editor(page, live_server)
    write(page, "Still being written")
    other = context.new_page()
    open_editor(other, live_server)
    other.evaluate(ANSWERED)
    expect(other.locator(NOTICE)).to_be_hidden()
    page.close()
    open_editor(other, live_server)
    expect(other.locator(NOTICE)).to_be_visible()


def test_another_note_is_not_offered_it(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server, make_post(author=author))
    write(page, "An edit of the first note")
    page.on("dialog", lambda dialog: dialog.accept())
    for post in (make_post(author=author), None):
        open_editor(page, live_server, post)
        page.evaluate(ANSWERED)
        expect(page.locator(NOTICE)).to_be_hidden()


@pytest.mark.parametrize("is_new", [True, False])
def test_the_next_user_of_the_browser_is_not_offered_it(
    context: BrowserContext, page: Page, live_server: LiveServer, author: User, is_new: bool
) -> None:
    post = None if is_new else make_post(author=author)
    open_editor(page, live_server, post)
    write(page, "For my eyes only")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("button", name="Log out").click()
    # A superuser may open the note, too.
    be_logged_in(context, live_server, make_author(is_superuser=True))
    open_editor(page, live_server, post)
    page.evaluate(ANSWERED)
    expect(page.locator(NOTICE)).to_be_hidden()
    write(page, "By somebody else")

    be_logged_in(context, live_server, author)
    open_editor(page, live_server, post)
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(TEXT)).to_have_value("For my eyes only")


def test_a_refused_text_that_is_mended_and_saved_is_not_offered(
    page: Page, live_server: LiveServer, author: User
) -> None:
    open_editor(page, live_server)
    write(page, "Without a title")
    page.evaluate("document.querySelector('#id_title').required = false")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Enter a title.")).to_be_visible()
    assert [entry["body"] for entry in kept(page).values()] == ["Without a title"]
    page.get_by_label("Title", exact=True).fill("A title")
    page.locator(TEXT).fill("With a title")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert kept(page) == {}
    open_editor(page, live_server)
    page.evaluate(ANSWERED)
    expect(page.locator(NOTICE)).to_be_hidden()
    assert Post.objects.get().body == "With a title"


def test_old_and_damaged_entries_are_offered_to_nobody(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    now = page.evaluate("Date.now()")
    text = {"title": "", "body": "Whose?", "summary": "", "tags": ""}
    entries = {
        "/admin/notes/post/add/": json.dumps(text | {"at": now}),
        "/admin/notes/post/1/change/": json.dumps(text | {"at": 1}),
        f"{author.pk}:new:expired": json.dumps(text | {"at": now - 61 * 24 * 3600 * 1000}),
        f"{author.pk}:new:ahead": json.dumps(text | {"at": now + 61 * 24 * 3600 * 1000}),
        f"{author.pk}:new:damaged": "{",
        f"{author.pk}:new:null": "null",
        f"{author.pk}1:new:another": json.dumps(text | {"at": now}),
    }
    for name, value in entries.items():
        page.evaluate("([key, value]) => localStorage.setItem(key, value)", [f"lemma:unsaved:{name}", value])
    open_editor(page, live_server)
    page.evaluate(ANSWERED)
    expect(page.locator(NOTICE)).to_be_hidden()
    assert sorted(kept(page)) == [
        "lemma:unsaved:/admin/notes/post/add/",
        f"lemma:unsaved:{author.pk}1:new:another",
    ]
