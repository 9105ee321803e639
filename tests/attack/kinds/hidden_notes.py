"""Disclosure of drafts, scheduled and unpublished notes by public pages, to anonymous visitors and other users.

`response_checks.hidden_words` detects their words in every response; this module requests the likely addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from notes.models import Post
from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.target import Check, Target
from tests.attack.wire import Request, Response

LISTS = (
    *("/", "/?page=2", "/?page=3", "/tags/", "/tags/optics/", "/tags/optics/?page=3", "/series/", "/series/course/"),
    *("/archive/", "/feed/", "/tags/optics/feed/", "/series/course/feed/", "/sitemap.xml", "/sitemap-posts.xml"),
    *("/sitemap-tags.xml", "/sitemap-series.xml", "/robots.txt", "/posts/open-note/", "/posts/open-note.md"),
    *("/posts/note-03/", "/posts/note-05/", "/posts/note-07/", "/posts/note-03.md", "/posts/note-05.md"),
    *("/posts/note-07.md", "/no-such-page/", "/feed.json", "/search/?q=unseen"),
)
ACCEPTED = ("application/json", "text/markdown", "application/atom+xml", "*/*")


def places_of(post: Post) -> Iterator[str]:
    """Addresses of a hidden note, its tag and its series."""
    tag = next(tag.slug for tag in post.tags.all() if tag.slug != "optics")
    names = [post.slug, post.slug.upper(), post.slug.title(), str(post.pk), quote(post.title), f"{post.slug}%20"]
    yield from (f"/posts/{name}/" for name in names)
    yield from (f"/posts/{name}.md" for name in names)
    yield from (
        f"/posts/{post.slug}{rest}"
        for rest in ("", ".md/", ".json", ".txt", "/feed/", "/edit/", "/?preview=1", "/amp/")
    )
    yield from (f"/tags/{tag}{rest}" for rest in ("/", "/feed/", "/?page=1", ".md"))
    if post.series and post.series.slug != "course":
        yield from (f"/series/{post.series.slug}{rest}" for rest in ("/", "/feed/", "/?page=1"))
    if post.published_at:
        yield f"/archive/?year={post.published_at.year}"


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    for name, visitor in fixtures.visitors(target).items():
        for path in LISTS:
            yield target.attempt(f"{path} as {name}", Request(path), counts(fixtures, path), browser=visitor)
        for state, post in fixtures.hidden.items():
            for path in places_of(post):
                yield target.attempt(
                    f"the {state} note at {path} as {name}", Request(path), is_not_found, browser=visitor
                )
    for state, post in fixtures.hidden.items():
        for accepted in ACCEPTED:
            headers = (("Accept", accepted), ("X-Requested-With", "XMLHttpRequest"))
            request = Request(f"/posts/{post.slug}/", headers=headers)
            yield target.attempt(f"the {state} note as {accepted}", request, is_not_found)
        yield from oracle(target, state, post)


def is_not_found(response: Response) -> str:
    return "" if response.status in (301, 302, 404) else f"status {response.status}"


def counts(fixtures: Fixtures, path: str) -> Check:
    """Check that the count on a list page excludes hidden notes."""
    number = {"/": len(fixtures.public) + 2, "/tags/optics/": len(fixtures.public) + 1, "/series/course/": 3}.get(path)

    def check(response: Response) -> str:
        return f"it counts other than {number} notes" if number and f"{number} notes" not in response.text else ""

    return check


def oracle(target: Target, state: str, post: Post) -> Iterator[Attempt]:
    """The response for a hidden note must equal the one for a note that never existed."""
    for template in ("/posts/{}/", "/posts/{}.md", "/posts/{}"):
        missing = target.get(template.format("never-was"))

        def check(response: Response, missing: Response = missing) -> str:
            same = response.text.replace(post.slug, "never-was") == missing.text and response.status == missing.status
            return "" if same else "it differs from the response of an address that never existed"

        yield target.attempt(f"whether the {state} note exists", Request(template.format(post.slug)), check)
