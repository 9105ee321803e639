"""The editor's own addresses: who may use them, and what they answer."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from notes.heavy_requests import slot
from tests.factories import make_author, make_post, make_superuser, make_tag, make_user
from tests.failing_notes import MARKER, break_rendering

pytestmark = pytest.mark.django_db

PREVIEW = {"content": "设 $x^2$", "title": "T", "language": "zh-hans"}


def png(name: str = "figure.png", size: tuple[int, int] = (6, 4)) -> SimpleUploadedFile:
    buffer = BytesIO()
    Image.new("RGB", size, "teal").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def ask(client: Client, name: str) -> int:
    address = reverse(name)
    match name:
        case "editor_preview":
            return client.post(address, PREVIEW).status_code
        case "editor_upload":
            return client.post(address, {"image": png()}).status_code
    return client.get(address).status_code


@pytest.mark.parametrize("name", ["editor_preview", "editor_upload", "editor_frame", "editor_tags"])
class TestAccess:
    def test_visitors_are_refused(self, client: Client, name: str) -> None:
        assert ask(client, name) == 403

    def test_readers_with_an_account_are_refused(self, client: Client, name: str) -> None:
        client.force_login(make_user())
        assert ask(client, name) == 403

    def test_staff_without_permission_are_refused(self, client: Client, name: str) -> None:
        client.force_login(make_user(is_staff=True))
        assert ask(client, name) == 403

    def test_permission_without_staff_is_not_enough(self, client: Client, name: str) -> None:
        client.force_login(make_author(is_staff=False))
        assert ask(client, name) == 403

    def test_staff_who_may_only_look_are_refused(self, client: Client, name: str) -> None:
        user = make_user(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename="view_post"))
        client.force_login(user)
        assert ask(client, name) == 403

    @pytest.mark.parametrize("permission", ["add_post", "change_post"])
    def test_either_permission_suffices(self, client: Client, name: str, permission: str) -> None:
        user = make_user(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename=permission))
        client.force_login(user)
        assert ask(client, name) == 200

    def test_superusers_are_let_in(self, client: Client, name: str) -> None:
        client.force_login(make_superuser())
        assert ask(client, name) == 200


@pytest.mark.parametrize("name", ["editor_preview", "editor_upload"])
def test_a_post_without_a_token_is_refused(name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_author())
    assert ask(client, name) == 403


@pytest.mark.parametrize("name", ["editor_preview", "editor_upload"])
def test_get_is_not_allowed(client: Client, name: str) -> None:
    client.force_login(make_author())
    assert client.get(reverse(name)).status_code == 405


def test_markdownx_looks_for_the_same_addresses() -> None:
    assert reverse("editor_preview") == settings.MARKDOWNX_URLS_PATH
    assert reverse("editor_upload") == settings.MARKDOWNX_UPLOAD_URLS_PATH


def test_refusals_say_why_in_words(client: Client) -> None:
    assert "logged out" in client.post(reverse("editor_preview"), PREVIEW).json()["message"]


class TestPreview:
    def preview(self, client: Client, **values: str) -> dict[str, Any]:
        client.force_login(make_author())
        answer: dict[str, Any] = client.post(reverse("editor_preview"), PREVIEW | values).json()
        return answer

    def test_draws_by_the_pages_own_pipeline(self, client: Client) -> None:
        body = "设 $x^2$ 与 **重点**\n\n$$\n\\frac{a}{b} \\tag{1}\n$$\n"
        drawn = self.preview(client, content=body, title="笔记")
        post = make_post(title="笔记", body=body, language="zh-hans")
        assert str(drawn["html"]) in client.get(post.get_absolute_url()).content.decode()

    def test_reports_problems_with_their_places(self, client: Client) -> None:
        [problem] = self.preview(client, content="text\n\n坏 $\\frac{1$ 的")["problems"]
        assert (problem["kind"], problem["line"]) == ("broken-formula", 3)
        assert problem["message"]

    def test_counts_characters(self, client: Client) -> None:
        assert self.preview(client, content="设𝒩\r\nx")["characters"] == 4

    def test_an_empty_text_is_an_empty_page(self, client: Client) -> None:
        assert self.preview(client, content="")["html"] == ""

    def test_a_text_that_is_too_long_is_said_to_be(self, client: Client) -> None:
        answer = self.preview(client, content="长" * 300_001)
        assert [problem["kind"] for problem in answer["problems"]] == ["too-long"]

    def test_a_text_that_cannot_be_rendered_is_a_problem_of_its_own_kind(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        break_rendering(monkeypatch)
        answer = self.preview(client, content=f"<b> {MARKER}")
        [problem] = answer["problems"]
        assert (problem["kind"], problem["line"], problem["column"]) == ("not-rendered", 1, 1)
        assert "This is an error in Lemma" in problem["message"]
        assert answer["html"] == f'<pre class="unrendered">&lt;b&gt; {MARKER}</pre>\n'

    def test_a_note_that_fails_does_not_fail_the_preview_of_one_that_names_it(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        break_rendering(monkeypatch)
        make_post("Failing", slug="failing", body=MARKER)
        assert self.preview(client, content="[[failing#part]] and *more*")["html"]

    @pytest.mark.parametrize("name", ["hush", "hush#part", "hush#eq:x"])
    def test_a_link_to_anothers_draft_shows_nothing_of_it(self, client: Client, name: str) -> None:
        make_post("A secret title", slug="hush", published_at=None, body="## Part\n\n$$x\\label{eq:x}\\tag{77}$$")
        answer = self.preview(client, content=f"[[{name}]] and \\eqref{{hush:eq:x}}")
        assert "A secret title" not in str(answer)
        assert "77" not in str(answer)
        assert {problem["kind"] for problem in answer["problems"]} == {"missing-note", "missing-label"}

    def test_an_unknown_language_is_refused(self, client: Client) -> None:
        client.force_login(make_author())
        response = client.post(reverse("editor_preview"), PREVIEW | {"language": "tlh"})
        assert response.status_code == 400
        assert "tlh" in response.json()["message"]


@pytest.mark.parametrize("name", ["editor_preview", "editor_upload"])
class TestBusyServer:
    def test_says_when_to_try_again(self, client: Client, name: str) -> None:
        client.force_login(make_author())
        data = PREVIEW if name == "editor_preview" else {"image": png()}
        with slot(), slot():
            response = client.post(reverse(name), data)
        assert (response.status_code, response["Retry-After"]) == (429, "1")
        assert "busy" in response.json()["message"]
        assert "no-store" in response["Cache-Control"]

    def test_answers_one_request_beside_another(self, client: Client, name: str) -> None:
        with slot():
            client.force_login(make_author())
            assert ask(client, name) == 200

    def test_refuses_visitors_all_the_same(self, client: Client, name: str) -> None:
        with slot(), slot():
            assert ask(client, name) == 403

    def test_a_request_that_fails_gives_its_slot_back(
        self, client: Client, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_arguments: object, **_values: object) -> None:
            raise RuntimeError

        client.force_login(make_author())
        client.raise_request_exception = False
        with monkeypatch.context() as broken:
            broken.setattr("notes.views.editor.PreviewForm", fail)
            broken.setattr("notes.views.editor.UploadView.form_class", fail)
            assert [ask(client, name) for _ in range(3)] == [500, 500, 500]
        assert ask(client, name) == 200


class TestUpload:
    def upload(self, client: Client, upload: SimpleUploadedFile, **headers: str) -> tuple[int, dict[str, str]]:
        client.force_login(make_author())
        response = client.post(reverse("editor_upload"), {"image": upload}, headers=headers)
        return response.status_code, response.json()

    def test_keeps_the_image_and_gives_its_markdown(self, client: Client, media_folder: Path) -> None:
        status, answer = self.upload(client, png())
        [kept] = media_folder.rglob("*.png")
        assert status == 200
        assert answer == {"image_code": f"![](/media/images/{kept.name})"}
        assert "-6x4." in kept.name

    def test_the_content_decides_not_the_name(self, client: Client, media_folder: Path) -> None:
        self.upload(client, png("evil.html"))
        assert [path.suffix for path in media_folder.rglob("*.*")] == [".png"]

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("evil.png", b"<script>alert(1)</script>"),
            ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'),
            ("cut.png", b"\x89PNG\r\n\x1a\n"),
            ("empty.png", b""),
        ],
    )
    def test_what_is_no_image_is_refused_and_not_kept(
        self, client: Client, media_folder: Path, name: str, content: bytes
    ) -> None:
        status, answer = self.upload(client, SimpleUploadedFile(name, content, "image/png"))
        assert status == 400
        assert answer["message"]
        assert not list(media_folder.rglob("*.*"))

    def test_says_so_in_the_authors_language(self, client: Client) -> None:
        upload = SimpleUploadedFile("evil.png", b"text", "image/png")
        english = self.upload(client, upload)[1]["message"]
        assert english.startswith("This file is not a supported image")

    def test_a_request_without_a_file_is_told_so(self, client: Client) -> None:
        client.force_login(make_author())
        response = client.post(reverse("editor_upload"))
        assert (response.status_code, response.json()["message"]) == (400, "Choose an image.")


class TestTagSuggestions:
    def names(self, client: Client, wanted: str) -> list[str]:
        client.force_login(make_author())
        names: list[str] = client.get(reverse("editor_tags"), {"q": wanted}).json()["tags"]
        return names

    def test_the_most_used_come_first(self, client: Client) -> None:
        make_tag(name="GAN unused")
        make_post(tags=("GAN often", "GAN once"))
        make_post(tags=("GAN often",))
        assert self.names(client, "gan") == ["GAN often", "GAN once", "GAN unused"]

    def test_pinyin_finds_chinese_names(self, client: Client) -> None:
        make_tag(name="扩散模型")
        assert self.names(client, "kuo san") == ["扩散模型"]

    def test_at_most_eight(self, client: Client) -> None:
        for number in range(12):
            make_tag(name=f"tag {number:02}")
        assert len(self.names(client, "tag")) == 8
