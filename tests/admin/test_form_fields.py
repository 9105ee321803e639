"""The fields of the forms, one by one: what they are called, what they take, and what they make of it."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notes.forms.tags import split_tag_names
from notes.models import Post
from tests.admin.forms import ADD, change_url, fields_of, form_of
from tests.admin.test_editor_views import png
from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db

SCRIPTS = Path(__file__).parents[2] / "static" / "js"


@pytest.fixture
def author(client: Client) -> User:
    author = make_author()
    client.force_login(author)
    return author


def errors(client: Client, **values: Any) -> dict[str, list[str]]:
    response = client.post(ADD, fields_of(button="_draft", **values))
    assert response.status_code == 200
    assert not Post.objects.exists()
    return {
        name: [str(message) for message in found] for name, found in response.context["adminform"].form.errors.items()
    }


def saved(client: Client, **values: Any) -> Post:
    assert client.post(ADD, fields_of(button="_draft", **values)).status_code == 302
    return Post.objects.get()


def test_are_called_by_what_they_hold(client: Client, author: User) -> None:
    form = client.get(ADD).context["adminform"].form
    labels = {name: form[name].label for name in form.fields if not form[name].is_hidden}
    assert labels == {
        "title": "Title",
        "body": "Body",
        "summary": "Summary",
        "cover": "Cover",
        "tags": "Tags",
        "series": "Series",
        "series_position": "Position in series",
        "language": "Language",
        "pinned": "Pinned",
        "published_at": "Publication time",
        "slug": "Slug",
    }
    assert form.fields["tags"].help_text == "Separate with commas. New tags are created automatically."
    assert form.fields["summary"].help_text == Post._meta.get_field("summary").help_text


class TestTexts:
    def test_a_title_is_needed(self, client: Client, author: User) -> None:
        assert errors(client, title="  ") == {"title": ["Enter a title."]}

    @pytest.mark.parametrize(("name", "limit", "what"), [("title", 200, "The title"), ("summary", 600, "The summary")])
    def test_have_a_limit_that_is_said(self, client: Client, author: User, name: str, limit: int, what: str) -> None:
        message = f"{what} has {limit + 1} characters; the limit is {limit}."
        assert errors(client, **{name: "x" * (limit + 1)}) == {name: [message]}
        assert getattr(saved(client, **{name: "x" * limit}), name) == "x" * limit

    def test_a_note_that_is_too_long_says_what_to_do(self, client: Client, author: User) -> None:
        (message,) = errors(client, body="x" * 300_001)["body"]
        assert message.startswith("The text has 300001 characters; the limit is 300000.")
        assert message.endswith("Move part of it to another note.")

    def test_line_ends_are_stored_as_line_feeds(self, client: Client, author: User) -> None:
        post = saved(client, summary="a\r\nb\rc\nd", body="a\r\nb\rc\nd")
        assert (post.summary, post.body) == ("a\nb\nc\nd", "a\nb\nc\nd")

    def test_a_note_may_be_empty(self, client: Client, author: User) -> None:
        assert saved(client, body="", summary="", tags="").body == ""


class TestEditor:
    def test_knows_the_limit_of_a_note(self, client: Client, author: User) -> None:
        assert 'data-editor-limit="300000"' in client.get(ADD).content.decode()

    def test_has_words_for_all_that_its_scripts_say(self, client: Client, author: User) -> None:
        page = client.get(ADD).content.decode()
        (packed,) = re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
        words = json.loads(packed)
        scripts = [path.read_text(encoding="utf-8") for path in (SCRIPTS / "editor").glob("*.js")]
        used = {name for script in scripts for name in re.findall(r"\bwords\.(\w+)", script)}
        assert len(used) > 10
        assert used == words.keys()
        assert all(words.values())
        for name, placeholders in {
            "characters": ["count", "limit"],
            "failed": ["status"],
            "gone": ["code"],
            "kept": ["when"],
            "place": ["line", "column"],
            "problems": ["count"],
            "uploading": ["name"],
        }.items():
            assert re.findall(r"\{(\w+)\}", words[name]) == placeholders, name


class TestTime:
    def test_is_a_browsers_own_input(self, client: Client, author: User) -> None:
        post = make_post(
            author=author, published_at=datetime(2024, 2, 29, 8, 30, 59, 5, tzinfo=timezone.get_current_timezone())
        )
        field = str(form_of(client, post)["published_at"])
        assert 'type="datetime-local"' in field
        assert 'value="2024-02-29T08:30"' in field

    @pytest.mark.parametrize("seconds", [0, 1, 59])
    def test_of_the_same_minute_is_no_change(self, client: Client, author: User, seconds: int) -> None:
        moment = datetime(2024, 2, 29, 8, 30, seconds, 7, tzinfo=timezone.get_current_timezone())
        post = make_post(author=author, published_at=moment)
        client.post(change_url(post), fields_of(post, title="Another"))
        assert Post.objects.get().published_at == moment

    @pytest.mark.parametrize("button", ["_publish", "_publish_now"])
    def test_of_publishing_is_the_present(self, client: Client, author: User, button: str) -> None:
        before = timezone.now()
        post = make_post(author=author, published_at=None)
        client.post(change_url(post), fields_of(post, button))
        assert before <= Post.objects.get().published_at <= timezone.now()  # type: ignore[operator]

    def test_publishing_takes_a_past_time_that_was_entered(self, client: Client, author: User) -> None:
        post = make_post(author=author, published_at=None)
        client.post(change_url(post), fields_of(post, "_publish", published_at="2020-01-02T03:04"))
        published_at = Post.objects.get().published_at
        assert published_at == datetime(2020, 1, 2, 3, 4, tzinfo=timezone.get_current_timezone())

    def test_a_scheduled_note_can_be_moved_to_another_time(self, client: Client, author: User) -> None:
        post = make_post(author=author, published_at=timezone.now() + timedelta(days=2))
        client.post(change_url(post), fields_of(post, published_at="2999-01-01T00:00"))
        assert Post.objects.get().published_at.year == 2999  # type: ignore[union-attr]

    def test_that_is_none_is_refused(self, client: Client, author: User) -> None:
        assert list(errors(client, published_at="tomorrow")) == ["published_at"]


class TestTagNames:
    @pytest.mark.parametrize(
        ("typed", "names"),
        [
            ("", []),
            (" , ，、 ", []),
            ("one", ["one"]),
            ("b,a", ["b", "a"]),
            ("a，b、c", ["a", "b", "c"]),
            ("  random \t forest  ", ["random forest"]),
            ("GAN, gan, VAE, Gan", ["GAN", "VAE"]),
            ("STRASSE, straße", ["STRASSE"]),
        ],
    )
    def test_are_parted_by_commas_and_each_taken_once(self, typed: str, names: list[str]) -> None:
        assert split_tag_names(typed) == names

    def test_have_a_hundred_characters_at_most(self, client: Client, author: User) -> None:
        assert errors(client, tags="fine, " + "x" * 101) == {
            "tags": [f"Tags can have at most 100 characters; “{'x' * 30}…” has 101. Separate tags with commas."]
        }
        assert list(saved(client, tags="x" * 100).tags.names()) == ["x" * 100]

    def test_hold_no_control_characters(self, client: Client, author: User) -> None:
        assert list(errors(client, tags="a\x07b")) == ["tags"]

    def test_are_shown_as_they_were_typed_when_the_form_comes_back(self, client: Client, author: User) -> None:
        response = client.post(ADD, fields_of(button="_draft", title="", tags="b，  a"))
        assert 'value="b，  a"' in str(response.context["adminform"].form["tags"])

    def test_can_all_be_removed(self, client: Client, author: User) -> None:
        post = make_post(author=author, tags=["a", "b"])
        client.post(change_url(post), fields_of(post, tags=""))
        assert list(Post.objects.get().tags.names()) == []


class TestPosition:
    @pytest.mark.parametrize(("typed", "position"), [("5", 5), ("0", 0), ("", 2)])
    def test_in_a_series_that_was_just_chosen(self, client: Client, author: User, typed: str, position: int) -> None:
        series = make_series()
        make_post(series=series, author=author, series_position=1)
        fields = fields_of(button="_draft", series=series.pk, series_position=typed)
        assert client.post(ADD, fields).status_code == 302
        assert Post.objects.latest("pk").series_position == position

    def test_can_be_changed_within_a_series(self, client: Client, author: User) -> None:
        post = make_post(series=make_series(), author=author, series_position=1)
        client.post(change_url(post), fields_of(post, series_position="7"))
        assert Post.objects.get().series_position == 7

    def test_with_another_series_and_another_position_is_as_entered(self, client: Client, author: User) -> None:
        post = make_post(series=make_series(), author=author, series_position=1)
        other = make_series()
        make_post(series=other, series_position=4)
        client.post(change_url(post), fields_of(post, series=other.pk, series_position="2"))
        post.refresh_from_db()
        assert (post.series, post.series_position) == (other, 2)

    def test_goes_with_the_series(self, client: Client, author: User) -> None:
        post = make_post(series=make_series(), author=author)
        client.post(change_url(post), fields_of(post, series=""))
        post.refresh_from_db()
        assert (post.series, post.series_position) == (None, None)


class TestCover:
    def test_that_is_replaced_is_kept_under_another_name(
        self, client: Client, author: User, media_folder: Path
    ) -> None:
        post = make_post(author=author)
        paths = []
        for size in ((2, 3), (4, 5)):
            post.refresh_from_db()
            client.post(change_url(post), fields_of(post, cover=png(size=size)))
            paths.append(Path(Post.objects.get().cover.path))
        assert [path.name.rpartition("-")[2] for path in paths] == ["2x3.png", "4x5.png"]
        assert all(path.parent == media_folder / "covers" and path.is_file() for path in paths)

    def test_of_a_form_that_comes_back_stays_the_stored_one(
        self, client: Client, author: User, media_folder: Path
    ) -> None:
        post = make_post(author=author)
        client.post(change_url(post), fields_of(post, cover=png(size=(2, 3))))
        post.refresh_from_db()
        response = client.post(change_url(post), fields_of(post, title="", cover=png(size=(4, 5))))
        assert response.status_code == 200
        assert str(post.cover) in response.content.decode()
        assert len(list(media_folder.rglob("*.png"))) == 1

    def test_that_is_empty_is_refused(self, client: Client, author: User) -> None:
        upload = SimpleUploadedFile("cover.png", b"", "image/png")
        assert list(errors(client, cover=upload)) == ["cover"]


def test_saving_shows_readers_when_a_note_changed(client: Client, author: User) -> None:
    long_ago = days_ago(9)
    post = make_post(author=author, updated_at=long_ago, language="en")
    for values, is_edit in (({"pinned": "on"}, False), ({"slug": "other"}, False), ({"language": "zh-hans"}, True)):
        post.refresh_from_db()
        client.post(change_url(post), fields_of(post, **values))
        assert (Post.objects.get().updated_at > long_ago) is is_edit, values
    post.refresh_from_db()
    Post.objects.update(updated_at=long_ago)
    client.post(change_url(post), fields_of(post, cover=png()))
    assert Post.objects.get().updated_at > long_ago


@pytest.mark.parametrize(
    ("values", "field"),
    [({}, "language"), ({"language": "en", "content": "x"}, ""), ({"language": "fr"}, "language")],
)
def test_a_preview_needs_a_language_alone(client: Client, author: User, values: dict[str, str], field: str) -> None:
    response = client.post(reverse("editor_preview"), values)
    assert (response.status_code == 400) is bool(field)


def test_a_preview_keeps_the_spaces_of_a_text(client: Client, author: User) -> None:
    answer = client.post(reverse("editor_preview"), {"content": "    code\r\n", "language": "en", "title": ""}).json()
    assert "<code>code" in answer["html"]
    assert answer["characters"] == len("    code\n")


def test_a_preview_lists_the_headings(client: Client, author: User) -> None:
    source = {"content": "# One\n\n## Two *here*\n", "language": "en", "title": ""}
    answer = client.post(reverse("editor_preview"), source).json()
    assert [heading["text"] for heading in answer["headings"]] == ["One", "Two here"]
    assert [heading["level"] for heading in answer["headings"]] == sorted(
        heading["level"] for heading in answer["headings"]
    )


def test_problems_are_described_in_the_authors_language(client: Client, author: User) -> None:
    source = {"content": "text\n\n[[nothing-here]]", "language": "en", "title": ""}
    for language, words in (("en", "nothing-here"), ("zh-hans", "nothing-here")):
        headers = {"accept-language": language}
        (problem,) = client.post(reverse("editor_preview"), source, headers=headers).json()["problems"]
        assert words in problem["message"]
        assert (problem["kind"], problem["line"], problem["column"]) == ("missing-note", 3, 1)
        has_chinese = bool(re.search("[\u4e00-\u9fff]", problem["message"]))
        assert has_chinese is (language == "zh-hans")
