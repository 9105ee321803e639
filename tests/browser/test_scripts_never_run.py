"""Hostile notes in a real browser: no script of theirs runs, even where no content security policy helps."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route

from notes.rendering import render
from tests.rendering.xss.vectors import CONTEXTS, documents

ADDRESS = "http://hostile.test/"
NOTES_PER_PAGE = 60

SCRIPT = "<script>window.ran = []; function xss() { window.ran.push('ran') }</script>"

# Every way in which a page's own script may be shadowed by a name in the document must leave these as they are.
UNTOUCHED = (
    "document.cookie === '' && typeof document.querySelector === 'function' && typeof getSelection === 'function'"
)

# What only runs when somebody does something: every element is pointed at, clicked and focused.
PROVOKE = """
() => {
  // Following a link would leave the page; where a link leads is read, not tried.
  addEventListener("click", (event) => event.preventDefault(), true);
  for (const element of document.querySelectorAll("article *")) {
    for (const type of ["pointerover", "mouseover", "mousedown", "focus", "toggle", "error", "load"]) {
      element.dispatchEvent(new Event(type, { bubbles: true }));
    }
    if (element.matches("a[href]") && /^[a-z]/i.test(element.getAttribute("href"))) {
      const protocol = element.protocol.toLowerCase();
      if (!["http:", "https:", "mailto:", "tel:"].includes(protocol)) window.ran.push(element.outerHTML);
    } else if (element.click) element.click();
  }
}
"""

# Requests are answered in order: when one that is made last has failed, so has everything that was asked for before,
# and two frames later whatever waited for a moment of rest has had it.
SETTLE = """
() => new Promise((resolve) => {
  const last = new Image();
  last.onerror = () => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)));
  last.src = "/last.png";
})
"""


def show(page: Page, html: str) -> None:
    """Opens a page that holds this HTML; whatever else it asks for is not there."""

    def answer(route: Route) -> None:
        if route.request.url == ADDRESS:
            route.fulfill(body=html, content_type="text/html")
        else:
            route.fulfill(status=404, body="")

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(ADDRESS)


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_vector_runs(chromium: Browser, context: str) -> None:
    page = chromium.new_page()
    vectors = [(name, render(source)) for name, source in documents() if name.endswith(context)]
    assert len(vectors) >= 300
    for start in range(0, len(vectors), NOTES_PER_PAGE):
        group = vectors[start : start + NOTES_PER_PAGE]
        articles = "".join(
            f"<article>{document.html}{document.excerpt_html}{document.feed_html}</article>"
            for _name, document in group
        )
        show(page, f"<!doctype html>{SCRIPT}{articles}")
        page.evaluate(PROVOKE)
        page.evaluate(SETTLE)
        names = [name for name, _document in group]
        assert page.evaluate("window.ran") == [], names
        assert page.evaluate("document.querySelectorAll('article').length") == len(group), names
        assert page.evaluate(UNTOUCHED), names
        assert page.url.startswith(ADDRESS), names
    page.close()


def test_the_check_itself_notices_a_script(chromium: Browser) -> None:
    page = chromium.new_page()
    show(page, f"{SCRIPT}<img src=x onerror=xss()>")
    page.wait_for_function("window.ran.length > 0")
    page.close()
