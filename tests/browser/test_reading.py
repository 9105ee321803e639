"""A reader walks through the site."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

import notes
from notes.transfer.load import load_folder
from tests.factories import make_author, make_post

pytestmark = pytest.mark.django_db(transaction=True)

TEXT_OUTSIDE_CODE_AND_FORMULAS = """
() => {
  const prose = document.querySelector(".prose").cloneNode(true);
  for (const part of prose.querySelectorAll("pre, code, .katex")) part.remove();
  return prose.textContent;
}
"""
DEMO = Path(notes.__file__).parent / "demo"


@pytest.fixture
def demo_notes() -> None:
    load_folder(DEMO, make_author())


def width_overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.usefixtures("demo_notes")
def test_goes_from_the_front_page_to_a_note_a_tag_a_series_and_page_two(page: Page, live_server: LiveServer) -> None:
    page.goto(live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("LATEST UPDATES")
    expect(page.locator(".post-card")).to_have_count(12)
    expect(page.locator(".post-card-excerpt .katex").first).to_be_visible()

    card = page.locator(".post-card").first
    title = card.get_by_role("heading").inner_text()
    card.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".prose .katex").first).to_be_visible()

    page.locator(".post-tags a").first.click()
    expect(page.locator(".page-kicker")).to_have_text("Tag", ignore_case=True)
    page.locator(".post-card .series-link").first.click()
    expect(page.locator(".page-kicker")).to_have_text("Series", ignore_case=True)

    page.goto(live_server.url)
    page.get_by_role("navigation", name="Pagination").get_by_role("link", name="2", exact=True).click()
    expect(page.locator('.pagination [aria-current="page"]')).to_have_text("2")
    assert page.url.endswith("/?page=2")


@pytest.mark.usefixtures("demo_notes")
def test_no_formula_is_left_as_text_and_nothing_is_wider_than_a_phone(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for slug in ("ddpm", "vq-vae", "wasserstein-distance-dual", "xgboost", "flash-attention", "pytorch-ddp"):
        page.goto(f"{live_server.url}/posts/{slug}/")
        page.evaluate("document.fonts.ready.then(() => true)")
        assert width_overflow(page) <= 0, slug
        assert page.locator(".math-error").count() == 0, slug
        visible = page.evaluate(TEXT_OUTSIDE_CODE_AND_FORMULAS)
        assert "$" not in visible, slug
        assert "\\(" not in visible, slug


@pytest.mark.usefixtures("demo_notes")
def test_everything_can_be_read_without_scripts(chromium: Browser, live_server: LiveServer) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/posts/ddpm/")
    expect(page.locator(".prose .katex").first).to_be_visible()
    page.locator(".series-nav summary").click()
    expect(page.locator(".series-nav-posts")).to_be_visible()
    context.close()


def test_the_theme_is_the_readers_choice_and_stays(page: Page, live_server: LiveServer) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(live_server.url)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Toggle light and dark theme").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.goto(f"{live_server.url}/archive/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_the_language_can_be_switched(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/tags/")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("标签")
    assert page.url.endswith("/tags/")


@pytest.mark.usefixtures("demo_notes")
def test_copying_a_formula_copies_its_tex(page: Page, live_server: LiveServer) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/posts/variational-autoencoder/")
    copied = page.evaluate(
        """() => new Promise((resolve) => {
            const range = document.createRange();
            range.selectNodeContents(document.querySelector(".prose > p"));
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            document.addEventListener("copy", (event) => resolve(event.clipboardData.getData("text/plain")));
            document.execCommand("copy");
        })"""
    )
    assert "$" in copied
    assert "\\" in copied or "_" in copied


@pytest.mark.usefixtures("demo_notes")
def test_no_request_leaves_the_site(page: Page, live_server: LiveServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/posts/ddpm/", "/series/", "/archive/"):
        page.goto(live_server.url + path)
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {live_server.url.split("/")[2]}


def test_pointing_at_a_reference_shows_its_equation(page: Page, live_server: LiveServer) -> None:
    make_post("Source", body="By \\eqref{target:eq:t} and \\eqref{eq:s}.\n\n$$b^2\\label{eq:s}$$")
    make_post("Target", body="$$a^2\\label{eq:t}$$")
    page.goto(f"{live_server.url}/posts/source/")
    card = page.locator(".equation-card")
    expect(card).to_be_hidden()
    page.locator("a.eq-ref-note").hover()
    expect(card.locator(".katex")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.locator("a.eq-ref:not(.eq-ref-note)").focus()
    expect(card.locator(".katex")).to_be_visible()
    number, formula = card.locator(".katex-tag").bounding_box(), card.locator(".katex-base").last.bounding_box()
    assert number is not None
    assert formula is not None
    assert formula["x"] + formula["width"] < number["x"]
    page.locator("a.eq-ref-note").click()
    page.wait_for_url("**/posts/target/#eq-*")
