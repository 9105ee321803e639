"""What the admin's pages offer and say to authors and superusers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from notes.models import Post, Series, Tag
from tests.admin.forms import ADD, change_url, fields_of
from tests.admin.test_series import fields_of as series_fields
from tests.factories import days_ago, make_author, make_post, make_series, make_superuser, make_tag, make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:notes_post_changelist")
SERIES = reverse("admin:notes_series_changelist")
TAGS = reverse("admin:notes_tag_changelist")


@pytest.fixture
def author(client: Client) -> User:
    author = make_author()
    client.force_login(author)
    return author


@pytest.fixture
def superuser(client: Client) -> User:
    superuser = make_superuser()
    client.force_login(superuser)
    return superuser


def allow(user: User, *permissions: str) -> None:
    user.user_permissions.set(user.user_permissions.filter(codename__in=permissions))


def page_of(client: Client, address: str, **query: str) -> Element:
    html = client.get(address, query).content.decode()
    page: Element = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return page


def texts(page: Element, path: str) -> list[str]:
    return texts_of(page.findall(path))


def texts_of(elements: Iterable[Element]) -> list[str]:
    return [" ".join("".join(element.itertext()).split()) for element in elements]


def rows(client: Client, address: str, **query: str) -> list[list[str]]:
    """A list's cells, its header first and without the column of boxes to tick."""
    page = page_of(client, address, **query)
    head = [text for text in texts(page, ".//table[@id='result_list']/thead/tr/th") if "Toggle" not in text]
    body = page.findall(".//table[@id='result_list']/tbody/tr")
    cells = [
        [" ".join("".join(cell.itertext()).split()) for cell in row if "action-checkbox" not in cell.get("class", "")]
        for row in body
    ]
    return [[text.partition(" Toggle sorting")[0] for text in head if text], *cells]


def said(client: Client, address: str, fields: dict[str, Any]) -> list[tuple[str, str]]:
    """The messages that an author gets after sending a form."""
    client.cookies.pop("messages", None)
    response = client.post(address, fields)
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def test_every_page_bears_the_sites_name(client: Client, author: User) -> None:
    page = page_of(client, reverse("admin:index"))
    assert texts(page, ".//title") == ["Dashboard · Lemma"]
    assert texts(page, ".//div[@id='site-name']/a") == ["Lemma∎"]
    assert texts(page, ".//div[@id='content']/h1") == ["Dashboard"]


class TestPostList:
    def test_shows_what_there_is_to_know_of_each_post(self, client: Client, author: User, settings: Settings) -> None:
        moment = datetime(2024, 2, 29, 12, 30, tzinfo=UTC)
        make_post("Note", author=author, tags=("b", "a"), series=make_series("Flows"), pinned=True, published_at=moment)
        header, row = rows(client, LIST)
        assert header == ["Title", "State", "Publication time", "Series", "Tags", "Language", "Pinned"]
        assert [row[0], row[1], row[3], row[5], row[6]] == ["Note", "Published", "Flows", "English", "Pinned"]
        assert sorted(row[4].split(", ")) == ["a", "b"]
        assert "Feb. 29, 2024" in row[2]

    def test_shows_superusers_the_author(self, client: Client, superuser: User) -> None:
        make_post("Note", author=make_author(username="ada"))
        header, row = rows(client, LIST)
        assert (header[-1], row[-1]) == ("Author", "ada")

    @pytest.mark.parametrize(("user", "by_author"), [("author", []), ("superuser", ["By author"])])
    def test_can_be_filtered(
        self, client: Client, user: str, by_author: list[str], request: pytest.FixtureRequest
    ) -> None:
        writer = request.getfixturevalue(user)
        for number in range(2):
            make_post(author=writer, tags=(f"tag {number}",), series=make_series())
        make_post(author=make_author())
        page = page_of(client, LIST)
        titles = ["By state", "By pinned", "By language", "By series", "By tag"]
        assert texts(page, ".//*[@id='changelist-filter']//summary") == titles + by_author
        by_state = page.findall(".//*[@id='changelist-filter']//details")[0]
        assert texts(by_state, ".//a") == ["All", "Draft", "Scheduled", "Published"]

    def test_can_be_sorted_by_state_and_pin(self, client: Client, author: User) -> None:
        make_post("Old", author=author, published_at=days_ago(9), pinned=True)
        make_post("New", author=author, published_at=days_ago(1))
        assert [row[0] for row in rows(client, LIST, o="2")[1:]] == ["Old", "New"]
        assert [row[0] for row in rows(client, LIST, o="-2")[1:]] == ["New", "Old"]
        assert [row[0] for row in rows(client, LIST, o="7")[1:]] == ["New", "Old"]
        assert [row[0] for row in rows(client, LIST, o="-7")[1:]] == ["Old", "New"]

    def test_leads_from_year_to_day(self, client: Client, author: User) -> None:
        for year in (2023, 2024):
            make_post(author=author, published_at=datetime(year, 5, 6, tzinfo=UTC))
        assert texts(page_of(client, LIST), ".//nav[@class='toplinks']/a") == ["2023", "2024"]

    def test_has_fifty_posts_a_page(self, client: Client, author: User) -> None:
        for _ in range(51):
            make_post(author=author)
        assert len(rows(client, LIST)) == 51
        assert len(rows(client, LIST, p="2")) == 2

    def test_offers_its_actions_by_name(self, client: Client, author: User) -> None:
        make_post(author=author)
        options = page_of(client, LIST).findall(".//select[@name='action']/option")
        assert {option.get("value"): option.text for option in options if option.get("value")} == {
            "delete_selected": "Delete selected notes",
            "publish": "Publish",
            "unpublish": "Revert to draft",
            "pin": "Pin to the front page",
            "unpin": "Unpin",
        }

    def test_offers_its_actions_in_chinese(self, client: Client, author: User) -> None:
        make_post(author=author)
        client.cookies["django_language"] = "zh-hans"
        options = page_of(client, LIST).findall(".//select[@name='action']/option")
        labels = {option.get("value"): option.text or "" for option in options if option.get("value")}
        assert len(labels) == 5
        assert not [label for label in labels.values() if re.search("[A-Za-z]", label)]

    def test_can_be_filtered_by_key(self, client: Client, author: User) -> None:
        posts = [make_post(author=author) for _ in range(2)]
        assert [row[0] for row in rows(client, LIST, id__exact=str(posts[0].pk))[1:]] == [posts[0].title]

    @pytest.mark.parametrize("permissions", [("view_post",), ("view_post", "add_post"), ("view_post", "delete_post")])
    def test_offers_no_change_to_those_who_may_not_change(
        self, client: Client, author: User, permissions: tuple[str, ...]
    ) -> None:
        allow(author, *permissions)
        make_post(author=author)
        options = page_of(client, LIST).findall(".//select[@name='action']/option")
        assert not {"publish", "unpublish", "pin", "unpin"} & {option.get("value") for option in options}


class TestActions:
    def act(self, client: Client, action: str) -> list[tuple[str, str]]:
        posts = list(Post.objects.values_list("pk", flat=True))
        return said(client, LIST, {"action": action, "_selected_action": posts})

    @pytest.mark.parametrize(
        ("action", "before", "one", "two"),
        [
            ("publish", {"published_at": None}, "Published 1 note.", "Published 2 notes."),
            ("unpublish", {}, "Reverted 1 note to draft.", "Reverted 2 notes to drafts."),
            ("pin", {}, "Pinned 1 note.", "Pinned 2 notes."),
            ("unpin", {"pinned": True}, "Unpinned 1 note.", "Unpinned 2 notes."),
        ],
    )
    def test_say_how_many_posts_they_changed(
        self, client: Client, author: User, action: str, before: dict[str, Any], one: str, two: str
    ) -> None:
        make_post(author=author, **before)
        assert self.act(client, action) == [("success", one)]
        for _ in range(2):
            make_post(author=author, **before)
        assert self.act(client, action) == [("success", two)]
        ((level, nothing),) = self.act(client, action)
        assert level == "info"
        assert nothing.startswith("Nothing")

    @pytest.mark.parametrize(
        ("action", "before", "line"),
        [
            ("publish", {"published_at": None}, "Changed publication time."),
            ("unpublish", {}, "Changed publication time."),
            ("pin", {}, "Changed pinned."),
            ("unpin", {"pinned": True}, "Changed pinned."),
        ],
    )
    def test_leave_a_line_in_the_history_of_each_post(
        self, client: Client, author: User, action: str, before: dict[str, Any], line: str
    ) -> None:
        posts = [make_post(author=author, **before) for _ in range(2)]
        self.act(client, action)
        for post in posts:
            page = page_of(client, reverse("admin:notes_post_history", args=[post.pk]))
            assert line in texts(page, ".//main//tbody/tr/td")

    def test_change_no_post_but_those_of_the_author(self, client: Client, author: User) -> None:
        other = make_post(pinned=False)
        for action in ("unpublish", "pin"):
            self.act(client, action)
        after = Post.objects.get(pk=other.pk)
        assert (after.published_at, after.pinned) == (other.published_at, False)

    def test_of_a_superuser_change_everybodys(self, client: Client, superuser: User) -> None:
        make_post()
        assert self.act(client, "unpublish") == [("success", "Reverted 1 note to draft.")]


class TestForm:
    FIELDS = [
        "title", "body", "summary", "cover", "tags", "series", "series_position", "language", "pinned", "published_at",
        "slug",
    ]  # fmt: skip

    def names(self, client: Client, address: str) -> list[str]:
        form = client.get(address).context["adminform"].form
        return [name for name in form.fields if not form.fields[name].widget.is_hidden]

    def test_asks_authors_for_all_of_a_note(self, client: Client, author: User) -> None:
        assert self.names(client, ADD) == self.FIELDS

    def test_asks_superusers_for_the_author_too(self, client: Client, superuser: User) -> None:
        assert self.names(client, ADD) == [*self.FIELDS, "author"]

    def test_begins_with_the_authors_name_and_language(self, client: Client, superuser: User) -> None:
        for language in ("en", "zh-hans"):
            page = client.get(ADD, headers={"accept-language": language})
            form = page.context["adminform"].form
            assert (form["author"].value(), form["language"].value()) == (superuser.pk, language)

    def test_keeps_what_a_link_to_it_asks_for(self, client: Client, author: User) -> None:
        assert client.get(ADD, {"title": "Given"}).context["adminform"].form["title"].value() == "Given"

    def test_lets_authors_begin_a_series_and_change_nothing_else(self, client: Client, superuser: User) -> None:
        page = page_of(client, change_url(make_post(series=make_series())))
        links = {a.get("id") for a in page.findall(".//a[@data-popup='yes']")}
        assert links == {"add_id_series"}

    def test_offers_no_new_series_to_those_who_may_add_none(self, client: Client, author: User) -> None:
        allow(author, "add_post", "change_post", "view_series")
        assert page_of(client, ADD).findall(".//a[@data-popup='yes']") == []

    def test_has_the_whole_width(self, client: Client, author: User) -> None:
        assert client.get(ADD).context["is_nav_sidebar_enabled"] is False
        assert client.get(change_url(make_post(author=author))).context["is_nav_sidebar_enabled"] is False

    @pytest.mark.parametrize(("is_new", "focused"), [(True, "autofocus"), (False, None)])
    def test_a_new_note_begins_with_its_title(
        self, client: Client, author: User, is_new: bool, focused: str | None
    ) -> None:
        page = page_of(client, ADD if is_new else change_url(make_post(author=author)))
        title = page.find(".//input[@name='title']")
        assert title is not None
        assert ("autofocus" in title.attrib) == bool(focused)
        assert title.get("placeholder") == "Title"

    @pytest.mark.parametrize(
        ("permissions", "address", "is_editable"),
        [
            (("view_post",), "change", False),
            (("view_post", "add_post"), "change", False),
            (("change_post",), "change", True),
            (("add_post",), "add", True),
        ],
    )
    def test_is_an_editor_for_those_who_may_write(
        self, client: Client, author: User, permissions: tuple[str, ...], address: str, is_editable: bool
    ) -> None:
        allow(author, *permissions)
        page = page_of(client, ADD if address == "add" else change_url(make_post(author=author)))
        assert bool(page.findall(".//textarea[@name='body']")) is is_editable
        assert bool(page.findall(".//button[@type='submit'][@class='editor-button editor-button-main']")) is is_editable

    @pytest.mark.parametrize(
        ("published_at", "state"), [(None, "Draft"), (days_ago(-1), "Scheduled"), (days_ago(1), "Published")]
    )
    def test_says_the_state_of_the_note(
        self, client: Client, author: User, published_at: datetime | None, state: str
    ) -> None:
        page = page_of(client, change_url(make_post(author=author, published_at=published_at)))
        assert texts(page, ".//p[@class='editor-state']/span[1]") == [state]

    def test_of_a_new_note_says_draft(self, client: Client, author: User) -> None:
        assert texts(page_of(client, ADD), ".//p[@class='editor-state']/span[1]") == ["Draft"]


class TestSaving:
    def test_says_that_a_draft_is_seen_by_its_author_alone(self, client: Client, author: User) -> None:
        expected = [("success", "Draft saved. Only its author can see it.")]
        assert said(client, ADD, fields_of(button="_draft")) == expected
        post = Post.objects.get()
        assert said(client, change_url(post), fields_of(post, "_draft")) == expected

    def test_says_that_readers_see_it_and_leads_there(self, client: Client, author: User) -> None:
        ((level, message),) = said(client, ADD, fields_of(button="_publish", slug="note"))
        assert level == "success"
        assert message == 'Saved and visible to readers. <a href="/posts/note/">View on site</a>'

    def test_says_from_when_on_readers_will_see_it_by_the_sites_clock(
        self, client: Client, author: User, settings: Settings
    ) -> None:
        settings.TIME_ZONE = "Asia/Shanghai"
        fields = fields_of(button="_publish", published_at="2999-01-01T08:30")
        expected = [("success", "Saved. Scheduled for 2999-01-01 08:30.")]
        assert said(client, ADD, fields) == expected
        assert Post.objects.get().published_at == datetime(2999, 1, 1, 0, 30, tzinfo=UTC)

    def test_warns_of_a_time_that_a_draft_does_not_keep(self, client: Client, author: User) -> None:
        levels = [
            level for level, _text in said(client, ADD, fields_of(button="_draft", published_at="2999-01-01T08:30"))
        ]
        assert levels == ["warning", "success"]

    def test_by_a_superuser_leaves_the_author(self, client: Client, superuser: User) -> None:
        post = make_post()
        said(client, change_url(post), fields_of(post, body="Another", author=post.author_id))
        assert Post.objects.get().author_id == post.author_id

    def test_by_an_author_cannot_give_a_note_away(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        said(client, change_url(post), fields_of(post, author=make_author().pk))
        assert Post.objects.get().author == author

    def test_of_another_authors_note_is_refused(self, client: Client, author: User) -> None:
        post = make_post("Theirs")
        client.post(change_url(post), fields_of(post, title="Mine"))
        client.post(reverse("admin:notes_post_delete", args=[post.pk]), {"post": "yes"})
        assert Post.objects.get().title == "Theirs"

    @pytest.mark.parametrize("permissions", [("view_post",), ("view_post", "add_post")])
    def test_by_those_who_may_only_look_changes_nothing(
        self, client: Client, author: User, permissions: tuple[str, ...]
    ) -> None:
        post = make_post("Before", author=author)
        allow(author, *permissions)
        for button in ("_save", "_draft", "_unpublish", "_publish", "_publish_now"):
            assert client.post(change_url(post), fields_of(post, button, title="After")).status_code == 403
        after = Post.objects.get()
        assert (after.title, after.published_at) == ("Before", post.published_at)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("editor_preview", "/admin/editor/preview/"),
        ("editor_upload", "/admin/editor/upload/"),
        ("editor_frame", "/admin/editor/frame/"),
        ("editor_tags", "/admin/editor/tags/"),
    ],
)
def test_the_editors_addresses_are_below_the_admins(name: str, address: str) -> None:
    assert reverse(name) == address


@pytest.mark.parametrize(("kind", "first"), [("series", "Title"), ("tag", "Name")])
def test_a_place_is_described_by_its_form(client: Client, author: User, kind: str, first: str) -> None:
    thing = make_series() if kind == "series" else make_tag()
    page = page_of(client, reverse(f"admin:notes_{kind}_change", args=[thing.pk]))
    labels = [text.rstrip(":") for text in texts(page, ".//fieldset//div[@class='flex-container']/label")]
    assert labels == [first, "Slug", "Description", "Old slugs"]


class TestSeries:
    def test_are_listed_by_title_with_address_and_count(self, client: Client, author: User) -> None:
        for title in ("Second", "First"):
            series = make_series(title)
            make_post(series=series)
            make_post(series=series, author=author, published_at=None)
            make_post(series=series, published_at=None)
        assert rows(client, SERIES) == [
            ["Title", "Slug", "Notes"],
            ["First", "first", "2"],
            ["Second", "second", "2"],
        ]

    def test_can_be_sorted_by_count(self, client: Client, author: User) -> None:
        for number, title in enumerate(("One", "Two"), 1):
            series = make_series(title)
            for _ in range(number):
                make_post(series=series)
        assert [row[0] for row in rows(client, SERIES, o="-3")[1:]] == ["Two", "One"]

    @pytest.mark.parametrize("values", [{"title": "needle"}, {"slug": "needle"}, {"description": "a needle"}])
    def test_are_found_by_title_address_and_description(
        self, client: Client, author: User, values: dict[str, str]
    ) -> None:
        for series in (make_series(**values), make_series("Hay")):
            make_post(series=series)
        assert len(rows(client, SERIES, q="needle")) == 2

    def test_show_their_former_addresses(self, client: Client, author: User) -> None:
        series = make_series("Flows", slug="c")
        address = reverse("admin:notes_series_change", args=[series.pk])
        assert texts(page_of(client, address), ".//div[@class='readonly']") == ["–"]
        for slug in ("b", "a", "now"):
            series.slug = slug
            series.save()
        assert texts(page_of(client, address), ".//div[@class='readonly']") == ["a, b, c"]

    def test_show_each_post_with_title_state_and_place(self, client: Client, author: User) -> None:
        series = make_series()
        own = make_post("Own", author=author, series=series, published_at=None)
        other = make_post("Other", series=series)
        page = page_of(client, reverse("admin:notes_series_change", args=[series.pk]))
        table = ".//table[@data-editor-order]"
        assert texts(page, ".//h2[@class='fieldset-heading']") == ["Notes in this series"]
        assert texts(page, f"{table}/thead/tr/th") == ["Title", "State", "Position in series", "Remove from series"]
        assert [a.get("href") for a in page.findall(f"{table}//td[@class='series-posts-linked_title']//a")] == [
            change_url(own),
            other.get_absolute_url(),
        ]
        assert texts(page, f"{table}//td[@class='series-posts-state']") == ["Draft", "Published"]

    def test_an_empty_one_has_no_rows_to_fill_in(self, client: Client, author: User) -> None:
        page = page_of(client, reverse("admin:notes_series_add"))
        assert page.findall(".//table[@data-editor-order]") == []

    def test_of_those_who_may_only_look_cannot_be_reordered(self, client: Client, author: User) -> None:
        series = make_series()
        post = make_post(author=author, series=series, series_position=1)
        allow(author, "view_series", "view_post", "change_post")
        address = reverse("admin:notes_series_change", args=[series.pk])
        page = page_of(client, address)
        assert post.title in "".join(page.itertext())
        assert page.findall(".//input[@name='posts-0-series_position']") == []
        client.post(address, series_fields(series, post) | {"posts-0-series_position": 9})
        assert Post.objects.get().series_position == 1

    def test_the_order_needs_no_right_to_change_posts(self, client: Client, author: User) -> None:
        series = make_series()
        post = make_post(series=series, series_position=1)
        allow(author, "change_series")
        address = reverse("admin:notes_series_change", args=[series.pk])
        client.post(address, series_fields(series, post) | {"posts-0-series_position": 9})
        assert Post.objects.get().series_position == 9

    def test_the_script_that_moves_rows_is_loaded(self, client: Client, author: User) -> None:
        page = page_of(client, reverse("admin:notes_series_change", args=[make_series().pk]))
        scripts = [(script.get("src"), script.get("type")) for script in page.findall(".//script")]
        assert ("/static/js/series_order.js", "module") in scripts

    def test_deletion_says_how_many(self, client: Client, author: User) -> None:
        series = make_series("Flows")
        page = page_of(client, reverse("admin:notes_series_delete", args=[series.pk]))
        assert any("Flows" in text for text in texts(page, ".//li"))
        assert any("1" in text for text in texts(page, ".//div[@id='content']//ul/li"))

    def test_those_without_the_right_delete_none(self, client: Client, author: User) -> None:
        series = make_series()
        make_post(author=author, series=series)
        allow(author, "view_series", "change_series")
        response = client.post(reverse("admin:notes_series_delete", args=[series.pk]), {"post": "yes"})
        assert response.status_code == 403
        fields = {"action": "delete_selected", "_selected_action": [series.pk], "post": "yes"}
        client.post(SERIES, fields)
        assert Series.objects.filter(pk=series.pk).exists()


class TestTags:
    def test_are_listed_by_name_with_address_and_count(self, client: Client, author: User) -> None:
        for _ in range(2):
            make_post(tags=("VAE", "GAN"))
        assert rows(client, TAGS) == [["Name", "Slug", "Notes"], ["GAN", "gan", "2"], ["VAE", "vae", "2"]]

    def test_can_be_sorted_by_count(self, client: Client, author: User) -> None:
        make_post(tags=("often", "once"))
        make_post(tags=("often",))
        assert [row[0] for row in rows(client, TAGS, o="-3")[1:]] == ["often", "once"]

    @pytest.mark.parametrize("values", [{"name": "needle"}, {"slug": "needle"}, {"description": "a needle"}])
    def test_are_found_by_name_address_and_description(
        self, client: Client, author: User, values: dict[str, str]
    ) -> None:
        make_tag(**values)
        make_tag("hay")
        assert len(rows(client, TAGS, q="needle")) == 2

    def test_a_name_is_kept_without_spaces_too_many(self, client: Client, author: User) -> None:
        client.post(reverse("admin:notes_tag_add"), {"name": "  random   forest ", "slug": "", "description": ""})
        assert Tag.objects.get().name == "random forest"

    def test_can_be_saved_under_the_name_they_have(self, client: Client, author: User) -> None:
        tag = make_tag("GAN")
        address = reverse("admin:notes_tag_change", args=[tag.pk])
        client.post(address, {"name": "gan", "slug": "gan", "description": "Two.", "version": tag.version})
        tag.refresh_from_db()
        assert (tag.name, tag.description) == ("gan", "Two.")


@pytest.mark.parametrize("address", [LIST, SERIES, TAGS, ADD])
def test_no_page_is_for_those_who_do_not_write(client: Client, address: str) -> None:
    login = f"{reverse('admin:login')}?next={address}"
    for user in (None, make_user(), make_author(is_active=False)):
        if user:
            client.force_login(user)
        assert client.get(address)["Location"] == login
    client.force_login(make_user(is_staff=True))
    assert client.get(address).status_code == 403
