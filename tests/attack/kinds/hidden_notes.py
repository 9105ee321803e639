"""Drafts, scheduled and withdrawn notes, looked for at every public address by everybody but their author.

Their words are recognised in every response of the round (`verdicts.hidden_words`); here are the places to look.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from notes.models import Post
from tests.attack.attempts import Attempt
from tests.attack.scene import Scene
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
    """Every address that a hidden note, its tag or its series would have."""
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


def attempts(target: Target, scene: Scene) -> Iterator[Attempt]:
    for name, visitor in scene.visitors(target).items():
        for path in LISTS:
            yield target.attempt(f"{path} as {name}", Request(path), counts(scene, path), reader=visitor)
        for state, post in scene.hidden.items():
            for path in places_of(post):
                yield target.attempt(
                    f"the {state} note at {path} as {name}", Request(path), is_not_found, reader=visitor
                )
    for state, post in scene.hidden.items():
        for accepted in ACCEPTED:
            headers = (("Accept", accepted), ("X-Requested-With", "XMLHttpRequest"))
            request = Request(f"/posts/{post.slug}/", headers=headers)
            yield target.attempt(f"the {state} note as {accepted}", request, is_not_found)
        yield from oracle(target, state, post)


def is_not_found(response: Response) -> str:
    return "" if response.status in (301, 302, 404) else f"status {response.status}"


def counts(scene: Scene, path: str) -> Check:
    """Numbers that include a hidden note: a tag's, a series' or the front page's."""
    number = {"/": len(scene.public) + 2, "/tags/optics/": len(scene.public) + 1, "/series/course/": 3}.get(path)

    def check(response: Response) -> str:
        return f"it counts other than {number} notes" if number and f"{number} notes" not in response.text else ""

    return check


def oracle(target: Target, state: str, post: Post) -> Iterator[Attempt]:
    """A hidden note's address must answer exactly as one that never existed."""
    for template in ("/posts/{}/", "/posts/{}.md", "/posts/{}"):
        missing = target.get(template.format("never-was"))

        def check(response: Response, missing: Response = missing) -> str:
            same = response.text.replace(post.slug, "never-was") == missing.text and response.status == missing.status
            return "" if same else "it differs from the response of an address that never existed"

        yield target.attempt(f"whether the {state} note exists", Request(template.format(post.slug)), check)
