"""Scripts in what an author writes, looked for wherever readers and other authors see it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from django.contrib.auth.models import User

from notes.models import Post
from tests.attack.active_content import check
from tests.attack.attempts import Attempt
from tests.attack.scene import Scene
from tests.attack.target import Reader, Target
from tests.attack.wire import Request
from tests.factories import make_author
from tests.rendering.xss.vectors import VECTORS

ADD = "/admin/notes/post/add/"
BUNDLE = 12
"""How many vectors one note holds. `tests/rendering/test_xss.py` tries each alone and in ten contexts."""
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


def attempts(target: Target, scene: Scene) -> Iterator[Attempt]:
    author = Reader.signed_in(target, scene.author)
    keeper = Reader.signed_in(target, scene.keeper, is_trusted=True)
    form = author.form(ADD)
    # The sanitiser is the same on any database: the round on SQLite tries all vectors.
    for number in range(0, len(VECTORS), BUNDLE * 6 if "DATABASE_URL" in os.environ else BUNDLE):
        body = "\n\n".join(VECTORS[number : number + BUNDLE])
        values = form | {"title": [f"Bundle {number}"], "body": [body], "tags": ["scripts"], "_publish": ["1"]}
        yield from published(
            target, author, f"vectors {number} to {number + BUNDLE - 1}", author.post(ADD, values), ("/",)
        )
        preview = author.post("/admin/editor/preview/", {"content": body, "title": "T", "language": "en"})
        yield target.attempt(f"a preview of vectors {number} to {number + BUNDLE - 1}", preview, check, reader=author)
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
    yield from names(target, scene, keeper)


def published(
    target: Target, author: Reader, title: str, request: Request, lists: tuple[str, ...], keeper: Reader | None = None
) -> Iterator[Attempt]:
    """Publishes a note and looks at every page that shows something of it."""
    before = set(Post.objects.values_list("pk", flat=True))
    yield target.attempt(f"{title}, saved", request, check, reader=author)
    post = Post.objects.exclude(pk__in=before).first()
    if post is None:
        # The form was refused, and its page shown again with what was typed.
        return
    address = post.get_absolute_url()
    tags = [f"{tag.get_absolute_url()}{rest}" for tag in post.tags.all() for rest in ("", "feed/")]
    for path in (address, address[:-1] + ".md", *lists, *tags):
        is_admin = path.startswith("/admin/")
        yield target.attempt(f"{title} at {path}", Request(path), check, reader=keeper if is_admin else None)
    for place in ("change/", "delete/", "history/") if keeper else ():
        path = f"/admin/notes/post/{post.pk}/{place}"
        yield target.attempt(f"{title} at {place}", Request(path), check, reader=keeper)


def names(target: Target, scene: Scene, keeper: Reader) -> Iterator[Attempt]:
    """Names of people, series and tags, made in the admin."""
    named = make_author()
    reader = Reader.signed_in(target, named)
    Post.objects.filter(pk=scene.own.pk).update(author=named)
    for number, text in enumerate(TEXTS):
        clean = text.replace("\0", "")
        User.objects.filter(pk=named.pk).update(username=f"{number}{clean}"[:150], first_name=clean[:150])
        for path in ("/feed/", "/posts/open-note/", "/posts/open-note.md"):
            yield target.attempt(f"an author called {text[:40]!r} at {path}", Request(path), check)
        yield target.attempt(f"an author called {text[:40]!r} in the admin", Request("/admin/"), check, reader=reader)
        yield target.attempt("the list of notes", Request("/admin/notes/post/"), check, reader=keeper)
        for kind, name in (("series", "title"), ("tag", "name")):
            values = {name: f"{kind} {number} {text}"[:100], "slug": f"{kind}-{number}", "description": text}
            made = keeper.post(f"/admin/notes/{kind}/add/", values | NO_POSTS)
            yield target.attempt(f"a {kind} called {text[:40]!r}", made, check, reader=keeper)
            values = {name: f"{text} {number}"[:100], "_popup": "1"} | NO_POSTS
            popup = keeper.post(f"/admin/notes/{kind}/add/?_popup=1", values)
            yield target.attempt(f"a {kind} called {text[:40]!r} in a pop-up", popup, check, reader=keeper)
            yield target.attempt(f"the list of {kind}", Request(f"/admin/notes/{kind}/"), check, reader=keeper)
    Post.objects.filter(pk=scene.own.pk).update(author=scene.author)
    named.delete()
