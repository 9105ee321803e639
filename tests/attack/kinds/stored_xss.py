"""Stored XSS: scripts in every field that an author can fill in, on all pages that show it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.contrib.auth.models import User

from notes.models import Post
from tests.attack.active_content import check
from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.target import Browser, Target
from tests.attack.wire import Request
from tests.factories import make_author
from tests.rendering.xss.vectors import VECTORS

ADD = "/admin/notes/post/add/"
BUNDLE = 12
"""Vectors per note. `tests/rendering/test_xss.py` renders each by itself and in ten contexts."""
TEXTS = (
    *("<script>xss()</script>", '"><img src=x onerror=xss()>', "'><svg onload=xss()>"),
    *("</title><script>xss()</script>", "javascript:xss()", "</textarea><script>xss()</script>", "{{191*7}}"),
    *("{% debug %}{{191*7}}", "${191*7}#{191*7}", "%(title)s %s %d {0} {title}", "]]><script>xss()</script>"),
    *("<!--<script>xss()//-->", "&lt;script&gt;xss()&lt;/script&gt;", "\u202exss\u2066", "x\u0000y", "x\x0b\x1b[31my"),
    *("\ufffe\uffff", "x" * 199, "</a><a href=javascript:xss()>", "*/xss()/*", "' onmouseover='xss()"),
    *("\u2028xss()\u2029", "<?xml version='1.0'?><!DOCTYPE x SYSTEM 'file:///etc/passwd'>", "&xxe;"),
    "$\\href{javascript:xss()}{x}$",
)
NO_POSTS = {"posts-TOTAL_FORMS": "0", "posts-INITIAL_FORMS": "0"}
LISTS = ("/", "/tags/", "/archive/", "/feed/", "/sitemap-posts.xml", "/admin/notes/post/")


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    author = Browser.signed_in(target, fixtures.author)
    keeper = Browser.signed_in(target, fixtures.keeper, is_trusted=True)
    form = author.form(ADD)
    # Sanitising does not depend on the database: only the round on SQLite tries all vectors.
    for number in range(0, len(VECTORS), BUNDLE * 6 if "DATABASE_URL" in os.environ else BUNDLE):
        body = "\n\n".join(VECTORS[number : number + BUNDLE])
        values = form | {"title": [f"Bundle {number}"], "body": [body], "tags": ["scripts"], "_publish": ["1"]}
        yield from published(
            target, author, f"vectors {number} to {number + BUNDLE - 1}", author.post(ADD, values), ("/",)
        )
        preview = author.post("/admin/editor/preview/", {"content": body, "title": "T", "language": "en"})
        yield target.attempt(f"a preview of vectors {number} to {number + BUNDLE - 1}", preview, check, browser=author)
    for number, text in enumerate(TEXTS):
        values = form | {
            "title": [f"{number} {text}"[:200]],
            "summary": [text],
            "tags": [f"t{number} {text}"[:90]],
            "body": [text],
            "slug": [""],
            "_publish": ["1"],
        }
        yield from published(target, author, f"the fields {text[:40]!r}", author.post(ADD, values), LISTS, keeper)
    yield from names(target, fixtures, keeper)


def published(
    target: Target, author: Browser, title: str, request: Request, lists: tuple[str, ...], keeper: Browser | None = None
) -> Iterator[Attempt]:
    """Publish a note and check every page that shows it."""
    before = set(Post.objects.values_list("pk", flat=True))
    yield target.attempt(f"{title}, saved", request, check, browser=author)
    post = Post.objects.exclude(pk__in=before).first()
    if post is None:
        # The form was invalid and was shown again.
        return
    address = post.get_absolute_url()
    tags = [f"{tag.get_absolute_url()}{rest}" for tag in post.tags.all() for rest in ("", "feed/")]
    for path in (address, address[:-1] + ".md", *lists, *tags):
        is_admin = path.startswith("/admin/")
        yield target.attempt(f"{title} at {path}", Request(path), check, browser=keeper if is_admin else None)
    for place in ("change/", "delete/", "history/") if keeper else ():
        path = f"/admin/notes/post/{post.pk}/{place}"
        yield target.attempt(f"{title} at {place}", Request(path), check, browser=keeper)


def names(target: Target, fixtures: Fixtures, keeper: Browser) -> Iterator[Attempt]:
    """Names of users, series and tags."""
    named = make_author()
    browser = Browser.signed_in(target, named)
    Post.objects.filter(pk=fixtures.own.pk).update(author=named)
    for number, text in enumerate(TEXTS):
        clean = text.replace("\0", "")
        User.objects.filter(pk=named.pk).update(username=f"{number}{clean}"[:150], first_name=clean[:150])
        for path in ("/feed/", "/posts/open-note/", "/posts/open-note.md"):
            yield target.attempt(f"an author called {text[:40]!r} at {path}", Request(path), check)
        yield target.attempt(f"an author called {text[:40]!r} in the admin", Request("/admin/"), check, browser=browser)
        yield target.attempt("the list of notes", Request("/admin/notes/post/"), check, browser=keeper)
        for kind, name in (("series", "title"), ("tag", "name")):
            values = {name: f"{kind} {number} {text}"[:100], "slug": f"{kind}-{number}", "description": text}
            made = keeper.post(f"/admin/notes/{kind}/add/", values | NO_POSTS)
            yield target.attempt(f"a {kind} called {text[:40]!r}", made, check, browser=keeper)
            values = {name: f"{text} {number}"[:100], "_popup": "1"} | NO_POSTS
            popup = keeper.post(f"/admin/notes/{kind}/add/?_popup=1", values)
            yield target.attempt(f"a {kind} called {text[:40]!r} in a pop-up", popup, check, browser=keeper)
            yield target.attempt(f"the list of {kind}", Request(f"/admin/notes/{kind}/"), check, browser=keeper)
    Post.objects.filter(pk=fixtures.own.pk).update(author=fixtures.author)
    named.delete()
