"""Writing a post: what is kept, what is refused, and that nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notes.models import Post
from tests.admin.forms import ADD, change_url, fields_of, form_of
from tests.admin.test_editor_views import png
from tests.factories import make_author, make_post, make_series, make_superuser, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client) -> User:
    author = make_author()
    client.force_login(author)
    return author


def test_the_author_is_who_wrote_it(client: Client, author: User) -> None:
    client.post(ADD, fields_of(button="_draft", author=make_superuser().pk))
    assert Post.objects.get().author == author


def test_a_superuser_may_say_who_wrote_it(client: Client) -> None:
    client.force_login(make_superuser())
    writer = make_author()
    client.post(ADD, fields_of(button="_draft", author=writer.pk))
    assert Post.objects.get().author == writer


def test_authors_are_not_asked_who_wrote_it(client: Client, author: User) -> None:
    assert "author" not in client.get(ADD).context["adminform"].form.fields


def test_saving_leads_back_to_the_editor(client: Client, author: User) -> None:
    response = client.post(ADD, fields_of(button="_draft"))
    assert response["Location"] == change_url(Post.objects.get())


def test_who_may_only_add_is_led_to_the_index(client: Client) -> None:
    user = make_author()
    user.user_permissions.set(user.user_permissions.filter(codename="add_post"))
    client.force_login(user)
    assert client.get(ADD).status_code == 200
    assert client.post(ADD, fields_of(button="_draft"))["Location"] == reverse("admin:index")


def test_the_text_is_kept_to_the_letter(client: Client, author: User) -> None:
    client.post(ADD, fields_of(button="_draft", body="    code first\r\n\r\nend  \r\n\r\n"))
    assert Post.objects.get().body == "    code first\n\nend  \n\n"


class TestState:
    def press(self, client: Client, post: Post, button: str, **values: str) -> Post:
        response = client.post(change_url(post), fields_of(post, button, **values))
        assert response.status_code == 302
        post.refresh_from_db()
        return post

    def test_save_draft_keeps_a_draft(self, client: Client, author: User) -> None:
        client.post(ADD, fields_of(button="_draft"))
        assert Post.objects.get().published_at is None

    def test_publish_publishes_now(self, client: Client, author: User) -> None:
        assert self.press(client, make_post(author=author, published_at=None), "_publish").is_published

    def test_publish_at_a_time_to_come_schedules(self, client: Client, author: User) -> None:
        post = make_post(author=author, published_at=None)
        assert self.press(client, post, "_publish", published_at="2999-01-01T08:30").is_scheduled

    def test_publish_now_publishes_what_was_scheduled(self, client: Client, author: User) -> None:
        post = make_post(author=author, published_at=timezone.now() + timedelta(days=1))
        assert self.press(client, post, "_publish_now").is_published

    def test_unpublish_makes_a_draft(self, client: Client, author: User) -> None:
        assert self.press(client, make_post(author=author), "_unpublish").published_at is None

    def test_saving_leaves_the_time_to_the_microsecond(self, client: Client, author: User) -> None:
        post = make_post(author=author)
        before = post.published_at
        assert self.press(client, post, "_save", body="Another text").published_at == before

    def test_a_draft_with_a_time_stays_a_draft_and_says_so(self, client: Client, author: User) -> None:
        post = make_post(author=author, published_at=None)
        fields = fields_of(post, "_draft", published_at="2999-01-01T08:30")
        response = client.post(change_url(post), fields, follow=True)
        post.refresh_from_db()
        assert post.published_at is None
        assert "was not saved" in response.content.decode()

    @pytest.mark.parametrize(
        ("days", "buttons"),
        [
            (None, ["_draft", "_publish"]),
            (1, ["_save", "_publish_now", "_unpublish"]),
            (-1, ["_save", "_unpublish"]),
        ],
    )
    def test_the_buttons_are_those_of_the_state(
        self, client: Client, author: User, days: int | None, buttons: list[str]
    ) -> None:
        moment = None if days is None else timezone.now() + timedelta(days=days)
        page = client.get(change_url(make_post(author=author, published_at=moment))).content.decode()
        shown = [
            name for name in ("_draft", "_save", "_publish", "_publish_now", "_unpublish") if f'name="{name}"' in page
        ]
        assert shown == buttons

    def test_a_refused_form_shows_the_state_that_is_stored(self, client: Client, author: User) -> None:
        post = make_post(author=author, published_at=None)
        page = client.post(change_url(post), fields_of(post, "_publish", title="")).content.decode()
        assert 'name="_draft"' in page


class TestUpdatedAt:
    @pytest.mark.parametrize(
        ("changed", "is_edit"),
        [
            ({"title": "Another"}, True),
            ({"body": "Another"}, True),
            ({"summary": "Another"}, True),
            ({"tags": "one, three"}, True),
            ({"tags": "two， ONE"}, False),
            ({"body": "First\r\nsecond"}, False),
            ({"pinned": "on"}, False),
            ({}, False),
        ],
    )
    def test_moves_when_readers_see_a_change(
        self, client: Client, author: User, changed: dict[str, str], is_edit: bool
    ) -> None:
        long_ago = timezone.now() - timedelta(days=9)
        post = make_post(author=author, body="First\nsecond", tags=("one", "two"), updated_at=long_ago)
        client.post(change_url(post), fields_of(post, **changed))
        post.refresh_from_db()
        assert (post.updated_at > long_ago) is is_edit


class TestTooLong:
    def test_a_long_text_is_refused_and_still_there(self, client: Client, author: User) -> None:
        body = "头" + "长" * 300_000 + "尾"
        page = client.post(ADD, fields_of(button="_draft", body=body)).content.decode()
        assert "300002 characters" in page
        assert body in page
        assert not Post.objects.exists()

    def test_line_ends_count_once(self, client: Client, author: User) -> None:
        client.post(ADD, fields_of(button="_draft", body="\r\n" * 300_000))
        assert len(Post.objects.get().body) == 300_000

    @pytest.mark.parametrize("name", ["title", "body", "summary"])
    def test_the_browser_is_not_told_to_cut(self, client: Client, author: User, name: str) -> None:
        assert "maxlength" not in str(client.get(ADD).context["adminform"].form[name])


class TestTags:
    def tags(self, client: Client, typed: str) -> list[str]:
        client.post(ADD, fields_of(button="_draft", tags=typed))
        return list(Post.objects.get().tags.names())

    def test_chinese_commas_separate(self, client: Client, author: User) -> None:
        assert self.tags(client, "扩散模型，GAN、VAE, random forest") == ["扩散模型", "GAN", "VAE", "random forest"]

    def test_a_space_does_not_separate(self, client: Client, author: User) -> None:
        assert self.tags(client, "random forest") == ["random forest"]

    def test_case_makes_no_second_tag(self, client: Client, author: User) -> None:
        make_post(tags=("GAN",), author=author).delete()
        assert self.tags(client, "gan, Gan") == ["GAN"]

    def test_shown_as_they_are_typed(self, client: Client, author: User) -> None:
        post = make_post(author=author, tags=("random forest", "GAN"))
        assert 'value="random forest, GAN"' in str(client.get(change_url(post)).context["adminform"].form["tags"])

    def test_a_tag_that_is_too_long_is_refused(self, client: Client, author: User) -> None:
        response = client.post(ADD, fields_of(button="_draft", tags="x" * 101, body="kept"))
        assert "Tags can have at most 100 characters" in response.content.decode()
        assert "kept" in response.content.decode()


class TestCover:
    def test_is_written_anew_and_measured(self, client: Client, author: User, media_folder: Path) -> None:
        client.post(ADD, fields_of(button="_draft", cover=png("My cover.jpeg", (8, 5))))
        cover = Post.objects.get().cover
        assert Path(cover.path).parent == media_folder / "covers"
        assert cover.path.endswith("-8x5.png")
        assert (cover.width, cover.height) == (8, 5)
        assert Path(cover.path).is_file()

    def test_what_is_no_image_is_refused_and_the_rest_is_kept(self, client: Client, author: User) -> None:
        cover = SimpleUploadedFile("cover.png", b"not an image", "image/png")
        response = client.post(ADD, fields_of(button="_draft", cover=cover, body="My text", tags="one"))
        form = response.context["adminform"].form
        assert form.errors == {"cover": ["This file is not a supported image. Use PNG, JPEG, GIF, WebP or AVIF."]}
        assert "My text" in str(form["body"])
        assert not Post.objects.exists()

    def test_nothing_is_stored_for_a_refused_form(self, client: Client, author: User, media_folder: Path) -> None:
        assert client.post(ADD, fields_of(button="_draft", title="", cover=png())).status_code == 200
        assert not list(media_folder.rglob("*.png"))

    def test_stays_when_no_other_is_chosen_and_goes_when_asked(self, client: Client, author: User) -> None:
        client.post(ADD, fields_of(button="_draft", cover=png()))
        post = Post.objects.get()
        client.post(change_url(post), fields_of(post, "_draft"))
        assert Post.objects.get().cover.name == post.cover.name
        client.post(change_url(post), fields_of(post, "_draft", **{"cover-clear": "on"}))
        assert not Post.objects.get().cover


class TestAddress:
    def test_is_made_from_the_title(self, client: Client, author: User) -> None:
        client.post(ADD, fields_of(button="_draft", title="扩散模型 DDPM"))
        assert Post.objects.get().slug == "kuo-san-mo-xing-ddpm"

    def test_stays_when_the_title_changes(self, client: Client, author: User) -> None:
        post = make_post(author=author, title="First title")
        client.post(change_url(post), fields_of(post, title="Second title"))
        post.refresh_from_db()
        assert (post.title, post.slug) == ("Second title", "first-title")

    def test_of_another_post_is_refused(self, client: Client, author: User) -> None:
        make_post(slug="taken")
        response = client.post(ADD, fields_of(button="_draft", slug="taken"))
        assert "slug" in response.context["adminform"].form.errors


class TestSeries:
    def test_a_post_comes_last_in_the_series_it_is_put_into(self, client: Client, author: User) -> None:
        old, new = make_series(), make_series()
        make_post(series=new, series_position=7)
        post = make_post(author=author, series=old, series_position=1)
        client.post(change_url(post), fields_of(post, series=new.pk))
        post.refresh_from_db()
        assert (post.series, post.series_position) == (new, 8)

    def test_a_position_without_a_series_is_let_go(self, client: Client, author: User) -> None:
        response = client.post(ADD, fields_of(button="_draft", series_position="3"))
        assert response.status_code == 302
        assert Post.objects.get().series_position is None


def test_staff_who_may_only_look_get_a_page_without_an_editor(client: Client) -> None:
    user = make_author()
    user.user_permissions.set(user.user_permissions.filter(codename="view_post"))
    client.force_login(user)
    page = client.get(change_url(make_post(author=user, tags=("one",), body="My text"))).content.decode()
    assert "My text" in page
    assert "<textarea" not in page


def test_markdownx_own_script_is_not_loaded(client: Client, author: User) -> None:
    page = client.get(ADD).content.decode()
    assert "markdownx.js" not in page
    assert "markdownx.min.js" not in page
    assert '<script src="/static/js/editor/index.js" type="module">' in page


def test_anonymous_and_plain_users_are_sent_to_the_login(client: Client) -> None:
    assert client.get(ADD).status_code == 302
    client.force_login(make_user())
    assert client.get(ADD).status_code == 302


def test_two_windows_do_not_overwrite_each_other_unnoticed(client: Client, author: User) -> None:
    post = make_post(author=author, body="First.")
    seen = form_of(client, post)["version"].value()
    client.post(change_url(post), fields_of(post, body="From one window.", version=seen))
    refused = client.post(change_url(post), fields_of(post, body="From the other.", version=seen))
    assert "was saved in another window" in refused.content.decode()
    assert "From the other." in refused.content.decode()
    post.refresh_from_db()
    assert post.body == "From one window."
    decided = refused.context["adminform"].form["version"].value()
    client.post(change_url(post), fields_of(post, body="From the other.", version=decided))
    post.refresh_from_db()
    assert post.body == "From the other."


@pytest.mark.django_db(transaction=True)
def test_who_removes_a_label_that_others_use_is_warned(client: Client, author: User) -> None:
    post = make_post("Target", author=author, body="$$a\\label{eq:a}$$\n\n$$b\\label{eq:b}$$")
    make_post("The one who refers", author=author, body="By \\eqref{target:eq:b}.")
    make_post("Somebody's secret", published_at=None, body="By \\eqref{target:eq:b}.")
    response = client.post(change_url(post), fields_of(post, body="$$a\\label{eq:a}$$"), follow=True)
    html = response.content.decode()
    assert "“The one who refers” links to labels that no longer exist in this note: eq:b." in html
    assert "secret" not in html
    response = client.post(change_url(post), fields_of(post, body="$$a\\label{eq:a}$$ more"), follow=True)
    assert "no longer has" not in response.content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "a\x07b"}, "title"),
        ({"title": "a\u2028b"}, "title"),
        ({"slug": "a/b"}, "slug"),
        ({"slug": "a.b"}, "slug"),
        ({"tags": "a\x1b"}, "tags"),
        ({"summary": "a\0"}, "summary"),
        ({"series": "", "published_at": "0001-01-01T00:00"}, "published_at"),
        ({"published_at": "9999-12-31T23:59"}, "published_at"),
        ({"published_at": "1899-06-30T23:59"}, "published_at"),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_values_that_would_break_a_page_are_refused_with_a_message(
    client: Client, zone: str, values: dict[str, str], field: str
) -> None:
    client.force_login(make_author())
    with timezone.override(zone):
        response = client.post(ADD, fields_of(None, "_publish", body="My text", **values))
    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == [field]
    assert "My text" in response.content.decode()
    assert not Post.objects.exists()
