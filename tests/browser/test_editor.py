"""An author's day in a real browser: writing, seeing, publishing, and what happens when something fails."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from PIL import Image
from playwright.sync_api import BrowserContext, Dialog, FilePayload, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from notes.heavy_requests import slot
from notes.models import Post
from tests.browser.conftest import be_logged_in, log_in
from tests.factories import make_author, make_post, make_series, make_tag

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = r"""
设 $x\in\mathbb{R}^d$ 服从标准高斯，则 \(p(x)\) 如下：

$$
p(x) = (2\pi)^{-d/2}\, e^{-\|x\|^2/2}
$$

取对数，得

\[
\log p(x) = -\tfrac12\|x\|^2 + C \tag{1}
\]

"""

TEXT = "#id_body"


def png() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def author(context: BrowserContext, live_server: LiveServer) -> User:
    author = make_author(username="li")
    be_logged_in(context, live_server, author)
    return author


def open_editor(page: Page, live_server: LiveServer, post: Post | None = None) -> None:
    place = f"{post.pk}/change" if post else "add"
    page.goto(f"{live_server.url}/admin/notes/post/{place}/")
    expect(page.frame_locator("[data-editor-frame]").locator("[data-preview]")).to_be_attached()


def choose_image(page: Page, name: str, content: bytes) -> None:
    page.locator("[data-editor-file]").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})


def test_a_note_is_written_seen_published_and_read(page: Page, live_server: LiveServer, author: User) -> None:
    make_tag(name="概率论")
    open_editor(page, live_server)
    page.get_by_label("Title", exact=True).fill("高斯分布的对数密度")
    page.get_by_label("Language").select_option("zh-hans")
    page.locator(TEXT).fill(NOTE)
    page.locator(TEXT).press("ControlOrMeta+End")
    choose_image(page, "density.png", png())
    expect(page.locator(TEXT)).to_have_value(re.compile(r"!\[\]\(/media/images/[0-9a-f]+-40x30\.png\)"))

    preview = page.frame_locator("[data-editor-frame]")
    expect(preview.locator(".katex")).to_have_count(4)
    expect(preview.locator(".katex-display")).to_have_count(2)
    expect(preview.locator(".katex-tag")).to_have_text("(1)")
    expect(preview.locator("img")).to_be_visible()
    expect(preview.get_by_text("服从标准高斯")).to_be_visible()

    tags = page.get_by_role("combobox", name="Tags")
    tags.press_sequentially("gai l")
    page.get_by_role("option", name="概率论").click()
    tags.press_sequentially("高斯，")
    page.get_by_role("button", name="Publish", exact=True).click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="View on site").and_(page.locator(".editor-button")).click()

    reader = opened.value
    expect(reader.get_by_role("heading", level=1)).to_have_text("高斯分布的对数密度")
    expect(reader.locator(".prose .katex")).to_have_count(4)
    expect(reader.locator(".prose img")).to_be_visible()
    assert set(Post.objects.get().tags.names()) == {"概率论", "高斯"}


def test_undo_takes_back_what_a_button_put_in(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    text = page.locator(TEXT)
    text.press_sequentially("word ")
    page.get_by_role("button", name="Bold").click()
    expect(text).to_have_value("word **bold text**")
    page.get_by_role("button", name=re.compile("^Display formula")).click()
    expect(text).to_have_value("word **\n\n$$\nbold text\n$$\n\n**")
    text.press("ControlOrMeta+z")
    expect(text).to_have_value("word **bold text**")
    text.press("ControlOrMeta+z")
    expect(text).to_have_value("word ")


def test_a_failed_upload_says_why_and_leaves_the_text(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    text = page.locator(TEXT)
    text.fill("before after")
    text.evaluate("field => field.setSelectionRange(0, 6)")
    choose_image(page, "evil.png", b"<script>alert(1)</script>")
    expect(page.get_by_role("alert")).to_contain_text("evil.png: This file is not a supported image")
    expect(text).to_have_value("before after")
    choose_image(page, "good.png", png())
    expect(text).to_have_value(re.compile(r"^before!\[\]\(/media/images/.*\) after$"))


def test_an_unreachable_server_leaves_the_last_good_preview(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    preview = page.frame_locator("[data-editor-frame]")
    page.locator(TEXT).fill("first")
    expect(preview.get_by_text("first")).to_be_visible()
    page.route("**/editor/preview/", lambda route: route.abort())
    page.locator(TEXT).fill("second")
    expect(page.get_by_text("Cannot reach the server")).to_be_visible()
    expect(preview.get_by_text("first")).to_be_visible()
    page.unroute("**/editor/preview/")
    page.locator(TEXT).fill("third")
    expect(preview.get_by_text("third")).to_be_visible()
    expect(page.get_by_text("Cannot reach the server")).to_be_hidden()


def test_a_busy_server_is_asked_again(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    preview = page.frame_locator("[data-editor-frame]")
    page.locator(TEXT).fill("first")
    expect(preview.get_by_text("first")).to_be_visible()
    with slot(), slot():
        page.locator(TEXT).fill("second")
        expect(page.get_by_text("The server is busy")).to_be_visible()
        expect(preview.get_by_text("first")).to_be_visible()
        with page.expect_response(lambda response: response.status == 429):
            choose_image(page, "figure.png", png())
    expect(preview.get_by_text("second")).to_be_visible()
    expect(page.get_by_text("The server is busy")).to_be_hidden()
    expect(page.locator(TEXT)).to_have_value(re.compile(r"^second!\[\]\(/media/images/.*\)$"))


def test_several_images_at_once_all_arrive(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    names = [f"figure-{number}.png" for number in range(5)]
    files: list[FilePayload] = [{"name": name, "mimeType": "image/png", "buffer": png()} for name in names]
    files[2]["buffer"] = b"none"
    page.locator("[data-editor-file]").set_input_files(files)
    expect(page.locator(TEXT)).to_have_value(re.compile(r"^(!\[\]\(/media/images/[^)]*\)){4}$"))
    expect(page.get_by_role("alert")).to_contain_text("figure-2.png: This file is not a supported image")


def test_a_text_taken_back_takes_back_what_was_asked_for_it(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    preview = page.frame_locator("[data-editor-frame]")
    page.locator(TEXT).fill("first")
    expect(preview.get_by_text("first")).to_be_visible()
    held: list[Route] = []
    page.route("**/editor/preview/", lambda route: held.append(route))
    with page.expect_request("**/editor/preview/"):
        page.locator(TEXT).fill("second")
    with page.expect_event("requestfailed"):
        page.locator(TEXT).fill("first")
    assert len(held) == 1
    expect(preview.get_by_text("first")).to_be_visible()


def test_a_problem_leads_to_its_line(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    body = "文字\n" * 200 + "坏的 $\\frac{1$ 公式"
    page.locator(TEXT).fill(body)
    problem = page.locator("[data-editor-problems] button")
    expect(problem).to_contain_text("201:")
    place = problem.locator(".editor-problem-place").inner_text()
    problem.click()
    start = page.locator(TEXT).evaluate("field => field.selectionStart")
    assert start == body.index("坏的") + int(place.partition(":")[2]) - 1
    assert page.locator(TEXT).evaluate("field => field.scrollTop") > 0


def test_text_outlives_an_ended_session(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    page.get_by_label("Title", exact=True).fill("A long thought")
    page.locator(TEXT).fill("An hour's work")
    page.context.clear_cookies(name="sessionid")
    page.locator(TEXT).press("ControlOrMeta+s")
    expect(page.get_by_label("Username")).to_be_visible()

    log_in(page, live_server, author)
    open_editor(page, live_server)
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(TEXT)).to_have_value("An hour's work")
    expect(page.get_by_label("Title", exact=True)).to_have_value("A long thought")
    page.locator(TEXT).press("ControlOrMeta+s")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    expect(page.locator("[data-editor-kept]")).to_be_hidden()
    assert Post.objects.get().body == "An hour's work"

    open_editor(page, live_server)
    expect(page.locator("[data-editor-kept]")).to_be_hidden()


def test_leaving_with_unsaved_changes_asks(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server, make_post(author=author))
    asked: list[str] = []

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.goto(f"{live_server.url}/admin/")
    assert asked == []
    page.go_back()
    page.locator(TEXT).press_sequentially("more")
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    page.goto(f"{live_server.url}/admin/")
    assert asked == ["beforeunload"]


def test_a_text_that_is_too_long_is_counted_and_comes_back(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    body = "长" * 300_001
    page.get_by_label("Title", exact=True).fill("Too long")
    page.locator(TEXT).fill(body)
    expect(page.locator("[data-editor-count]")).to_have_text("300,001 of 300,000 characters")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("The text has 300001 characters")).to_be_visible()
    assert page.locator(TEXT).input_value() == body


def test_the_tab_key_leaves_the_text(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    page.locator(TEXT).press("Tab")
    assert page.locator(TEXT).evaluate("field => document.activeElement !== field")


def test_lists_go_on(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    text = page.locator(TEXT)
    text.press_sequentially("1. one\ntwo\n\n- [ ] task\nmore")
    expect(text).to_have_value("1. one\n2. two\n- [ ] task\n- [ ] more")


def test_text_and_preview_scroll_in_step(page: Page, live_server: LiveServer, author: User) -> None:
    sections = "".join(f"## Part {number}\n\n" + "Some words of text.\n\n" * (number * 3) for number in range(1, 9))
    open_editor(page, live_server, make_post(author=author, body=sections))
    preview = page.frame_locator("[data-editor-frame]")
    expect(preview.get_by_role("heading", name="Part 8")).to_be_attached()
    page.locator(TEXT).evaluate("field => { field.scrollTop = field.scrollHeight; }")
    expect(preview.locator("[data-preview] > :last-child")).to_be_in_viewport()
    page.locator(TEXT).evaluate("field => { field.scrollTop = 0; }")
    expect(preview.get_by_role("heading", name="Part 1")).to_be_in_viewport()


def test_the_preview_runs_no_script_and_goes_nowhere(page: Page, live_server: LiveServer, author: User) -> None:
    open_editor(page, live_server)
    page.locator(TEXT).fill("<img src=x onerror=\"parent.document.title='taken'\">\n\n[away](/archive/)")
    preview = page.frame_locator("[data-editor-frame]")
    with page.expect_popup() as opened:
        preview.get_by_role("link", name="away").click()
    expect(opened.value).to_have_url(f"{live_server.url}/archive/")
    expect(preview.get_by_role("link", name="away")).to_be_visible()
    assert page.title() != "taken"


def test_without_javascript_a_note_can_be_written(page: Page, live_server: LiveServer, author: User) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain = context.new_page()
    log_in(plain, live_server, author)
    plain.goto(f"{live_server.url}/admin/notes/post/add/")
    plain.get_by_label("Title", exact=True).fill("Plain")
    plain.locator(TEXT).fill("Text")
    plain.get_by_label("Tags", exact=True).fill("一，二")
    plain.get_by_role("button", name="Publish", exact=True).click()
    expect(plain.get_by_text("Saved and visible to readers.")).to_be_visible()
    context.close()
    assert set(Post.objects.get().tags.names()) == {"一", "二"}


def test_posts_of_a_series_move_by_buttons(page: Page, live_server: LiveServer, author: User) -> None:
    series = make_series()
    first, second, third = (make_post(author=author, series=series, title=title) for title in ("A", "B", "C"))
    page.goto(f"{live_server.url}/admin/notes/series/{series.pk}/change/")
    page.get_by_role("button", name="Up: C").click()
    page.get_by_role("button", name="Down: A").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert list(series.posts.in_series_order()) == [third, first, second]


def test_the_preview_follows_the_pages_theme(page: Page, live_server: LiveServer, author: User) -> None:
    page.emulate_media(color_scheme="light")
    open_editor(page, live_server)
    sheet = page.frame_locator("[data-editor-frame]").locator("body")
    colour = "element => getComputedStyle(element).backgroundColor"
    light = sheet.evaluate(colour)
    page.get_by_role("button", name="Toggle theme").click()
    expect(page.frame_locator("[data-editor-frame]").locator("html")).to_have_attribute("data-theme", "dark")
    assert sheet.evaluate(colour) != light


@pytest.mark.parametrize("mode", ["Edit", "Side by side", "Preview"])
def test_fits_a_phone(page: Page, live_server: LiveServer, author: User, mode: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_editor(page, live_server, make_post(author=author, title="长" * 60, body=NOTE, tags=("长" * 40,)))
    expect(page.frame_locator("[data-editor-frame]").locator(".katex")).to_have_count(4)
    page.get_by_role("button", name=mode, exact=True).click()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0


def test_a_conflict_shows_both_states_and_saving_again_replaces(
    page: Page, live_server: LiveServer, author: User
) -> None:
    post = make_post("First", author=author)
    open_editor(page, live_server, post)
    Post.objects.filter(pk=post.pk).update(title="Elsewhere", published_at=None)
    page.get_by_label("Title", exact=True).fill("Mine")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_role("row", name="Title Elsewhere Mine")).to_be_in_viewport()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert (Post.objects.get().title, Post.objects.get().published_at) == ("Mine", None)
