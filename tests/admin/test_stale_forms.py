"""Forms that were opened before the same thing was changed elsewhere: nothing is overwritten or published unnoticed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notes.models import Post, Series, Tag
from tests.admin.forms import change_url, shown_fields
from tests.admin.test_editor_views import png
from tests.factories import days_ago, make_author, make_post, make_series, make_tag

pytestmark = pytest.mark.django_db

LIST = reverse("admin:notes_post_changelist")


@pytest.fixture
def author(client: Client) -> User:
    author = make_author()
    client.force_login(author)
    return author


def open_tab(client: Client, address: str) -> dict[str, Any]:
    return shown_fields(client.get(address).content)


def submit(client: Client, address: str, tab: dict[str, Any], button: str = "_save", **typed: Any) -> Any:
    return client.post(address, tab | typed | {button: "1"})


def conflict_of(response: HttpResponse) -> dict[str, tuple[str, str]]:
    """The conflict that a page shows: stored and submitted by the field's label."""
    assert response.status_code == 200
    form = response.context["adminform"].form  # type: ignore[attr-defined]
    return {difference.label: (difference.stored, difference.submitted) for difference in form.conflict}


class TestPublication:
    def test_a_typo_mended_in_an_old_tab_does_not_publish_again(self, client: Client, author: User) -> None:
        post = make_post(author=author, body="A tpyo.")
        address = change_url(post)
        first, second = open_tab(client, address), open_tab(client, address)
        submit(client, address, first, "_unpublish")
        refused = submit(client, address, second, body="A typo.")
        assert set(conflict_of(refused)) == {"Body", "Publication time"}
        assert Post.objects.get().published_at is None
        # The author has seen both states, and saves the text.
        submit(client, address, shown_fields(refused.content), "_draft")
        post = Post.objects.get()
        assert (post.body, post.published_at) == ("A typo.", None)

    def test_a_save_in_an_old_tab_does_not_unpublish(self, client: Client, author: User) -> None:
        post = make_post(author=author, published_at=None)
        address = change_url(post)
        first, second = open_tab(client, address), open_tab(client, address)
        submit(client, address, first, "_publish")
        refused = submit(client, address, second, "_draft", body="Another text.")
        assert "Publication time" in conflict_of(refused)
        submit(client, address, shown_fields(refused.content), body="Another text.")
        post = Post.objects.get()
        assert post.is_published
        assert post.body == "Another text."

    @pytest.mark.parametrize("button", ["_save", "_draft", "_continue", "no_button"])
    @pytest.mark.parametrize("entered", ["", "2999-01-01T08:30", "2001-01-01T08:30"])
    @pytest.mark.parametrize("days", [None, -1, 1])
    def test_saving_alone_keeps_the_state(
        self, client: Client, author: User, days: int | None, entered: str, button: str
    ) -> None:
        moment = None if days is None else timezone.now() + timedelta(days=days)
        post = make_post(author=author, published_at=moment)
        address = change_url(post)
        response = submit(client, address, open_tab(client, address), button, published_at=entered, body="Saved.")
        assert response.status_code == 302
        after = Post.objects.get()
        assert (after.is_published, after.is_scheduled) == (post.is_published, post.is_scheduled)
        assert after.body == "Saved."

    def test_saving_moves_the_time_of_a_published_post_within_the_past(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        address = change_url(post)
        submit(client, address, open_tab(client, address), published_at="2001-01-01T08:30")
        assert Post.objects.get().published_at.isoformat() == "2001-01-01T08:30:00+00:00"  # type: ignore[union-attr]

    def test_says_that_the_time_was_not_changed(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        address = change_url(post)
        submit(client, address, open_tab(client, address), published_at="")
        assert "saving never publishes or unpublishes a note" in client.get(address).content.decode()

    def test_publish_now_keeps_the_time_of_what_came_out_meanwhile(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        address = change_url(post)
        submit(client, address, open_tab(client, address), "_publish_now")
        assert Post.objects.get().published_at == post.published_at


class TestConflict:
    @pytest.mark.parametrize(
        ("change", "label"),
        [
            (lambda post: Post.objects.filter(pk=post.pk).update(slug="moved"), "Slug"),
            (lambda post: Post.objects.filter(pk=post.pk).update(series=None, series_position=None), "Series"),
            (lambda post: Post.objects.filter(pk=post.pk).update(series_position=7), "Position in series"),
            (lambda post: Post.objects.filter(pk=post.pk).update(pinned=True), "Pinned"),
            (lambda post: Post.objects.filter(pk=post.pk).update(language="zh-hans"), "Language"),
            (lambda post: Post.objects.filter(pk=post.pk).update(summary="Elsewhere"), "Summary"),
            (lambda post: Post.objects.filter(pk=post.pk).update(title="Elsewhere"), "Title"),
            (lambda post: Post.objects.filter(pk=post.pk).update(body="Elsewhere"), "Body"),
            (lambda post: post.tags.add("elsewhere"), "Tags"),
            (lambda post: Tag.objects.filter(name="one").update(name="elsewhere"), "Tags"),
            (lambda post: post.series and post.series.delete(), "Series"),
        ],
    )
    def test_nothing_that_was_changed_elsewhere_is_put_back(
        self, client: Client, author: User, change: Callable[[Post], Any], label: str
    ) -> None:
        post = make_post(author=author, series=make_series(), series_position=1, tags=["one"])
        address = change_url(post)
        tab = open_tab(client, address)
        change(post)
        stored = Post.objects.values().get()
        refused = submit(client, address, tab, body="From the old tab.")
        assert {label, "Body"} <= set(conflict_of(refused))
        assert Post.objects.values().get() == stored

    def test_shows_both_states_of_each_field_and_keeps_what_was_submitted(self, client: Client, author: User) -> None:
        old, new = make_series("Old"), make_series("New")
        post = make_post("First title", author=author, body="First.", series=old, tags=["one"])
        address = change_url(post)
        tab = open_tab(client, address)
        Post.objects.filter(pk=post.pk).update(title="Stored", series=new, published_at=None)
        refused = submit(client, address, tab, body="Mine <b>.", tags="one, two", pinned="on")
        assert conflict_of(refused) == {
            "Title": ("Stored", "First title"),
            "Body": ("First.", "Mine <b>."),
            "Tags": ("one", "one, two"),
            "Series": ("New", "Old"),
            "Pinned": ("No", "Yes"),
            "Publication time": ("", tab["published_at"]),
        }
        page = refused.content.decode()
        assert "This note was saved in another window" in page
        assert "Mine &lt;b&gt;." in page
        shown = shown_fields(refused.content)
        assert {name: shown[name] for name in ("title", "body", "tags", "series", "pinned")} == {
            "title": "First title",
            "body": "Mine <b>.",
            "tags": "one, two",
            "series": str(old.pk),
            "pinned": "on",
        }

    def test_a_choice_that_is_gone_is_shown_as_empty(self, client: Client, author: User) -> None:
        series = make_series("Old")
        post = make_post("First title", author=author, series=series)
        address = change_url(post)
        tab = open_tab(client, address)
        series.delete()
        assert conflict_of(submit(client, address, tab, title="Mine"))["Series"] == ("", "")

    def test_saving_from_the_conflict_page_replaces(self, client: Client, author: User) -> None:
        post = make_post("First", author=author)
        address = change_url(post)
        tab = open_tab(client, address)
        Post.objects.filter(pk=post.pk).update(title="Elsewhere")
        refused = submit(client, address, tab, title="Mine")
        assert submit(client, address, shown_fields(refused.content)).status_code == 302
        assert Post.objects.get().title == "Mine"

    def test_another_change_after_the_conflict_page_is_another_conflict(self, client: Client, author: User) -> None:
        post = make_post("First", author=author)
        address = change_url(post)
        tab = open_tab(client, address)
        Post.objects.filter(pk=post.pk).update(title="Elsewhere")
        refused = submit(client, address, tab, title="Mine")
        Post.objects.filter(pk=post.pk).update(title="Elsewhere again")
        again = submit(client, address, shown_fields(refused.content))
        assert conflict_of(again) == {"Title": ("Elsewhere again", "Mine")}
        assert Post.objects.get().title == "Elsewhere again"

    @pytest.mark.parametrize("version", [None, "", "0", "-1", "x", "9" * 40, "\0"])
    def test_a_form_without_a_valid_version_is_stale(self, client: Client, author: User, version: str | None) -> None:
        post = make_post("First", author=author)
        address = change_url(post)
        tab = open_tab(client, address)
        del tab["version"]
        typed = {} if version is None else {"version": version}
        assert "Title" in conflict_of(submit(client, address, tab, title="Mine", **typed))
        assert Post.objects.get().title == "First"

    def test_equal_states_are_no_conflict(self, client: Client, author: User) -> None:
        post = make_post("First", author=author)
        address = change_url(post)
        tab = open_tab(client, address)
        Post.objects.filter(pk=post.pk).update(title="The same")
        assert submit(client, address, tab, title="The same").status_code == 302

    def test_a_chosen_cover_is_named_and_not_stored(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        address = change_url(post)
        tab = open_tab(client, address)
        Post.objects.filter(pk=post.pk).update(title="Elsewhere")
        refused = submit(client, address, tab, cover=png("mine.png"))
        assert conflict_of(refused)["Cover"] == ("", "mine.png")
        assert not Post.objects.get().cover

    def test_is_told_in_chinese(self, client: Client, author: User) -> None:
        post = make_post("First", author=author)
        address = change_url(post)
        tab = open_tab(client, address)
        Post.objects.filter(pk=post.pk).update(title="Elsewhere")
        client.cookies["django_language"] = "zh-hans"
        page = submit(client, address, tab, title="Mine").content.decode()
        assert "你编辑期间，这篇笔记在别处保存过" in page


def press_in_a_thread(
    address: str, author: User, tab: dict[str, Any], **typed: Any
) -> tuple[threading.Thread, list[Any]]:
    """Submit a form over a connection of its own; the response is put into the list."""
    responses: list[Any] = []
    client = Client()
    client.force_login(author)

    def press() -> None:
        try:
            responses.append(submit(client, address, tab, **typed))
        finally:
            connection.close()

    return threading.Thread(target=press), responses


@pytest.mark.django_db(transaction=True)
class TestSimultaneousSaves:
    def test_a_save_that_waited_for_another_is_told_of_it(self) -> None:
        author, client = make_author(), Client()
        client.force_login(author)
        post = make_post("First", author=author)
        address = change_url(post)
        thread, responses = press_in_a_thread(address, author, open_tab(client, address), title="Mine", cover=png())
        with transaction.atomic():
            # The form's own check still finds the version that the form has; its write waits for this one.
            Post.objects.filter(pk=post.pk).update(title="Elsewhere")
            thread.start()
            thread.join(0.5)
            assert not responses
        thread.join(30)
        assert conflict_of(responses[0])["Title"] == ("Elsewhere", "Mine")
        assert set(responses[0].context["adminform"].form.errors) == {"__all__"}
        assert Post.objects.get().title == "Elsewhere"

    def test_one_of_several_wins_and_the_others_see_a_conflict(self) -> None:
        author, client = make_author(), Client()
        client.force_login(author)
        post = make_post(author=author)
        address = change_url(post)
        tab = open_tab(client, address)
        presses = [press_in_a_thread(address, author, tab, title=f"Rival {number}") for number in range(3)]
        for thread, _responses in presses:
            thread.start()
        for thread, _responses in presses:
            thread.join(30)
        assert sorted(responses[0].status_code for _thread, responses in presses) == [200, 200, 302]
        (winner,) = (number for number, (_thread, responses) in enumerate(presses) if responses[0].status_code == 302)
        assert Post.objects.get().title == f"Rival {winner}"


class TestSeriesAndTags:
    @pytest.mark.parametrize(("make", "name"), [(make_series, "title"), (make_tag, "name")])
    def test_are_not_overwritten_either(
        self, client: Client, author: User, make: Callable[..., Series | Tag], name: str
    ) -> None:
        row = make("First")
        kind = type(row)
        address = reverse(f"admin:notes_{kind._meta.model_name}_change", args=[row.pk])
        tab = open_tab(client, address)
        kind.objects.filter(pk=row.pk).update(slug="elsewhere")
        refused = submit(client, address, tab, description="Mine")
        assert conflict_of(refused) == {"Slug": ("elsewhere", "first"), "Description": ("", "Mine")}
        page = refused.content.decode()
        assert "This was saved in another window" in page
        assert "elsewhere" in page
        assert kind.objects.get().description == ""
        assert submit(client, address, shown_fields(refused.content)).status_code == 302
        assert (kind.objects.get().slug, kind.objects.get().description) == ("first", "Mine")


class TestPostsOfASeries:
    @pytest.fixture
    def posts(self, author: User) -> list[Post]:
        series = make_series("Series")
        return [make_post(author=author, series=series, series_position=number) for number in (1, 2)]

    def address(self) -> str:
        return reverse("admin:notes_series_change", args=[Series.objects.get(title="Series").pk])

    def positions(self, posts: list[Post]) -> list[int | None]:
        return [Post.objects.get(pk=post.pk).series_position for post in posts]

    def test_untouched_rows_are_not_put_back(self, client: Client, posts: list[Post]) -> None:
        tab = open_tab(client, self.address())
        Post.objects.filter(pk=posts[0].pk).update(series_position=9, body="Elsewhere")
        submit(client, self.address(), tab, **{"posts-1-series_position": "5"})
        assert self.positions(posts) == [9, 5]
        assert Post.objects.get(pk=posts[0].pk).body == "Elsewhere"

    def test_moving_a_post_that_was_moved_elsewhere_is_a_conflict(self, client: Client, posts: list[Post]) -> None:
        tab = open_tab(client, self.address())
        Post.objects.filter(pk=posts[0].pk).update(series_position=9)
        refused = submit(client, self.address(), tab, **{"posts-0-series_position": "5"})
        assert "its position is now 9" in refused.content.decode()
        assert self.positions(posts) == [9, 2]
        submit(client, self.address(), shown_fields(refused.content))
        assert self.positions(posts) == [5, 2]

    def test_a_post_that_left_the_series_elsewhere_stays_out(self, client: Client, posts: list[Post]) -> None:
        tab = open_tab(client, self.address())
        other = make_series("Other")
        Post.objects.filter(pk=posts[0].pk).update(series=other, series_position=1)
        moved = {"posts-0-series_position": "5", "posts-1-series_position": "6"}
        assert submit(client, self.address(), tab, **moved).status_code == 302
        assert Post.objects.get(pk=posts[0].pk).series == other
        assert self.positions(posts) == [1, 6]

    def test_who_may_only_look_cannot_move_them(self, client: Client, author: User, posts: list[Post]) -> None:
        tab = open_tab(client, self.address())
        author.user_permissions.set(author.user_permissions.filter(codename__in=["view_series", "change_post"]))
        assert submit(client, self.address(), tab, **{"posts-0-series_position": "5"}).status_code == 403
        assert self.positions(posts) == [1, 2]
        assert 'name="posts-0-series_position"' not in client.get(self.address()).content.decode()


class TestActions:
    def test_act_on_the_present_state_and_write_nothing_else(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        client.get(LIST)
        Post.objects.filter(pk=post.pk).update(title="Elsewhere", body="Elsewhere", slug="elsewhere", published_at=None)
        before: dict[str, Any] = {**Post.objects.values().get()}
        client.post(LIST, {"action": "pin", "_selected_action": [post.pk]})
        after: dict[str, Any] = {**Post.objects.values().get()}
        assert after.pop("version") > before.pop("version")
        assert after == before | {"pinned": True}

    def test_make_open_forms_stale(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        tab = open_tab(client, change_url(post))
        client.post(LIST, {"action": "unpublish", "_selected_action": [post.pk]})
        assert "Publication time" in conflict_of(submit(client, change_url(post), tab, title="Another"))
        assert Post.objects.get().published_at is None

    @pytest.mark.parametrize("action", ["publish", "unpublish", "pin", "unpin"])
    def test_need_the_permission_to_change(self, client: Client, author: User, action: str) -> None:
        author.user_permissions.set(author.user_permissions.filter(codename="view_post"))
        moments = {"publish": None, "unpublish": days_ago(1)}
        post = make_post(author=author, published_at=moments.get(action), pinned=action == "unpin")
        before = Post.objects.values().get()
        client.post(LIST, {"action": action, "_selected_action": [post.pk]})
        assert Post.objects.values().get() == before

    def test_the_form_needs_it_too(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        tab = open_tab(client, change_url(post))
        author.user_permissions.set(author.user_permissions.filter(codename="view_post"))
        assert submit(client, change_url(post), tab, "_unpublish").status_code == 403
        assert Post.objects.get().is_published
