"""The list of posts: whose it shows, how it is searched, and what can be done to several at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notes.models import Post
from tests.admin.forms import change_url, fields_of
from tests.factories import make_author, make_post, make_series, make_superuser

pytestmark = pytest.mark.django_db

LIST = reverse("admin:notes_post_changelist")


@pytest.fixture
def author(client: Client) -> User:
    author = make_author()
    client.force_login(author)
    return author


def titles(client: Client, **query: str) -> set[str]:
    return {post.title for post in client.get(LIST, query).context["cl"].result_list}


class TestIsolation:
    def test_authors_see_their_own(self, client: Client, author: User) -> None:
        make_post(author=author, title="Mine")
        make_post(title="Another's draft", published_at=None)
        make_post(title="Another's post")
        assert titles(client) == {"Mine"}

    @pytest.mark.parametrize("name", ["change", "delete", "history"])
    def test_another_authors_draft_cannot_be_reached(self, client: Client, author: User, name: str) -> None:
        other = make_post(title="A secret title", published_at=None)
        response = client.get(reverse(f"admin:notes_post_{name}", args=[other.pk]), follow=True)
        assert "A secret title" not in response.content.decode()

    def test_another_authors_post_cannot_be_changed(self, client: Client, author: User) -> None:
        other = make_post(title="Theirs")
        client.post(change_url(other), fields_of(other, title="Mine now"))
        other.refresh_from_db()
        assert other.title == "Theirs"

    def test_another_authors_post_cannot_be_acted_upon(self, client: Client, author: User) -> None:
        other = make_post(published_at=None)
        client.post(LIST, {"action": "publish", "_selected_action": [other.pk]})
        other.refresh_from_db()
        assert other.published_at is None

    def test_filters_offer_nothing_of_other_authors(self, client: Client, author: User) -> None:
        make_post(series=make_series(title="Secret series"), tags=("secret tag",), published_at=None)
        page = client.get(LIST).content.decode()
        assert "Secret series" not in page
        assert "secret tag" not in page

    def test_superusers_see_all_and_whose_it_is(self, client: Client) -> None:
        client.force_login(make_superuser())
        post = make_post(title="A draft", published_at=None)
        assert titles(client) == {"A draft"}
        assert titles(client, author__id__exact=str(post.author_id)) == {"A draft"}

    def test_authors_may_not_filter_by_author(self, client: Client, author: User) -> None:
        assert "author" not in client.get(LIST).context["cl"].list_display


class TestFilters:
    @pytest.fixture(autouse=True)
    def posts(self, author: User) -> None:
        make_post(author=author, title="Draft", published_at=None, tags=("one",))
        make_post(author=author, title="Scheduled", published_at=timezone.now() + timedelta(days=1), pinned=True)
        make_post(author=author, title="Published", tags=("one", "two"), language="zh-hans", series=make_series())

    @pytest.mark.parametrize("state", ["draft", "scheduled", "published"])
    def test_by_state(self, client: Client, state: str) -> None:
        assert titles(client, state=state) == {state.capitalize()}

    def test_by_the_rest(self, client: Client) -> None:
        published = Post.objects.get(title="Published")
        one = published.tags.get(name="one")
        assert titles(client, tagged_posts__tag__id__exact=str(one.pk)) == {"Draft", "Published"}
        assert titles(client, series__id__exact=str(published.series_id)) == {"Published"}
        assert titles(client, language__exact="zh-hans") == {"Published"}
        assert titles(client, pinned__exact="1") == {"Scheduled"}

    def test_state_stands_in_the_list_as_a_word(self, client: Client) -> None:
        page = client.get(LIST).content.decode()
        for state in ("draft", "scheduled", "published"):
            assert f'<span class="state state-{state}">{state.capitalize()}</span>' in page


@pytest.mark.parametrize(
    "values",
    [
        {"title": "needle"},
        {"slug": "needle"},
        {"summary": "a needle"},
        {"body": "hay needle hay"},
        {"tags": ("needle", "needles")},
    ],
)
def test_search_looks_everywhere(client: Client, author: User, values: dict[str, Any]) -> None:
    found = make_post(author=author, **values)
    make_post(author=author, body="hay")
    assert [post.pk for post in client.get(LIST, {"q": "needle"}).context["cl"].result_list] == [found.pk]


class TestActions:
    def act(self, client: Client, action: str, *posts: Post) -> str:
        fields = {"action": action, "_selected_action": [post.pk for post in posts]}
        page = client.post(LIST, fields, follow=True).content.decode()
        for post in posts:
            post.refresh_from_db()
        return page

    def test_publish(self, client: Client, author: User) -> None:
        draft = make_post(author=author, published_at=None)
        scheduled = make_post(author=author, published_at=timezone.now() + timedelta(days=1))
        published = make_post(author=author)
        before = published.published_at
        assert "Published 2 notes." in self.act(client, "publish", draft, scheduled, published)
        assert draft.is_published
        assert scheduled.is_published
        assert published.published_at == before

    def test_unpublish(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        assert "Reverted 1 note to draft." in self.act(client, "unpublish", post)
        assert post.published_at is None

    def test_pin_and_unpin(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        self.act(client, "pin", post)
        assert post.pinned
        self.act(client, "unpin", post)
        assert not post.pinned

    def test_says_when_there_was_nothing_to_do(self, client: Client, author: User) -> None:
        assert "Nothing to change." in self.act(client, "unpin", make_post(author=author))

    def test_who_may_only_look_has_none(self, client: Client, author: User) -> None:
        author.user_permissions.set(author.user_permissions.filter(codename="view_post"))
        post = make_post(author=author, published_at=None)
        self.act(client, "publish", post)
        assert post.published_at is None

    def test_leaves_a_line_in_the_history(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        self.act(client, "unpublish", post)
        page = client.get(reverse("admin:notes_post_history", args=[post.pk])).content.decode()
        assert "Changed publication time." in page


def test_rows_cost_no_queries(client: Client, author: User, django_assert_num_queries: Any) -> None:
    make_post(author=author, tags=("one",), series=make_series())
    client.get(LIST)
    with django_assert_num_queries(12):
        client.get(LIST)
    for number in range(12):
        make_post(author=author, tags=(f"tag {number}", "one"), series=make_series())
    with django_assert_num_queries(12):
        client.get(LIST)


def test_deletion_asks_and_deletes(client: Client, author: User) -> None:
    post = make_post(author=author, tags=("one",))
    address = reverse("admin:notes_post_delete", args=[post.pk])
    assert post.title in client.get(address).content.decode()
    client.post(address, {"post": "yes"})
    assert not Post.objects.exists()
