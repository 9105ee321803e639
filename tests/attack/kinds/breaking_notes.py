"""Denial of service by the contents of a note: all pages that show it must still respond."""

from __future__ import annotations

import os
from collections.abc import Iterator

from notes.models import Post
from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.target import Browser, Target
from tests.attack.wire import Request, Response
from tests.conformance.pathological import KINDS
from tests.factories import days_ago, make_post
from tests.rendering.fuzzer import fragments, source_of

BATCH = 12
RANDOM_NOTES = 150
LENGTH = 20_000
"""The length of pathological documents. `python -m tests.conformance.pathological` uses the full length."""
NOT_STORED = dict.fromkeys((0, *range(0xD800, 0xE000)))
"""NUL and lone surrogates, which forms reject and PostgreSQL cannot store."""
SHARED = ("/", "/feed/", "/tags/nasty/", "/tags/nasty/feed/", "/posts/open-note/", "/archive/", "/sitemap-posts.xml")

KNOWN = {
    "a math environment in a formula": r"$\begin{math}x\end{math}$",
    "displaymath in a formula": r"$\begin{displaymath}x\end{displaymath}$",
    "subequations in a formula": r"$\begin{subequations}x\end{subequations}$",
    "an escaped run of backticks": r"Quotes \``a'' and $x$",
    "footnotes that refer to each other": "[^1]\n\n[^1]: x [^2]\n\n[^2]: y [^1]",
    "a footnote that refers to itself": "[^1]\n\n[^1]: x [^1]",
    "an item in an item before a table": "- <table><li>",
    "a link to itself": "[[itself]] [[#a]] [[itself#a]]",
    "only control characters": "".join(map(chr, range(1, 32))),
    "lone surrogates as entities": "&#xd800; &#xdfff; &#0; &#x110000; &#xffffffff;",
    "a great table": "|" + "a|" * 300 + "\n|" + "-|" * 300 + "\n" + ("|" + "$x$|" * 300 + "\n") * 5,
    "a formula of 19,999 characters": "$" + "x+" * 9_999 + "$",
    "a formula of 20,001 characters": "$" + "x" * 20_001 + "$",
    "macros without end": r"$\def\a{\a\a}\a$",
    "macros that grow": r"$\def\a{xx}\def\b{\a\a}\def\c{\b\b}\def\d{\c\c}\def\e{\d\d\d\d}\e\e\e\e$",
    "environments in environments": "$$" + r"\begin{cases}" * 150 + "x" + r"\end{cases}" * 150 + "$$",
    "braces without end": "$" + "{" * 3000 + "$",
    "quotes in lists in quotes": "> - " * 400 + "x",
    "a heading of everything": "# $x$ **a** `b` [c](d) ![e](f) <b>g</b> [^1] [[h]] \\eqref{i} {#j}\n\n[^1]: k",
    "an equation numbered twice": "$$x\\label{a}\\tag{1}\\tag{2}$$ \\eqref{a} $$y\\label{a}$$",
    "a right-to-left title": "\u202e\u2066 x \u2069",
    "an image of no size": "![](/media/images/0-0x0.png) ![](/media/images/x-99999999999999x1.png) ![](//) ![]()",
    "every callout": "".join(
        f"> [!{name}]- t {{#thm:{name}}}\n> a\n\n" for name in ("NOTE", "PROOF", "THEOREM", "X", "", "中")
    ),
    "code of every language": "".join(
        f'```{name} {{1-999999999}} title="\n\\\n```\n' for name in ("python", "java", "tex", "html", "", "x")
    ),
}


def documents() -> Iterator[tuple[str, str]]:
    yield from KNOWN.items()
    if "DATABASE_URL" in os.environ:
        # Rendering does not depend on the database: only the round on SQLite tries all documents.
        return
    for name, write in KINDS.items():
        yield name, write(LENGTH)[:LENGTH].translate(NOT_STORED)
    for seed in range(RANDOM_NOTES):
        source = source_of(fragments(seed), seed).translate(NOT_STORED)
        yield f"fragments of seed {seed}", source[:LENGTH]


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    author = Browser.signed_in(target, fixtures.author)
    yield from saved(target, author)
    everything = list(documents())
    for start in range(0, len(everything), BATCH):
        posts = {}
        for index, (name, body) in enumerate(everything[start : start + BATCH], start):
            slug = "itself" if "[[itself" in body else f"nasty-{index}"
            posts[name] = make_post(
                name, slug=slug, body=body, author=fixtures.author, tags=["nasty"], published_at=days_ago(0)
            )
        # Render each on its own page first: a list that has to render twelve of them takes twelve times as long.
        for name, post in posts.items():
            yield target.attempt(f"the page of {name}", Request(post.get_absolute_url()), answers)
        for path in SHARED:
            title = f"{path} while notes {start} to {start + len(posts) - 1} are public"
            yield target.attempt(title, Request(path), answers)
        Post.objects.filter(pk__in=[post.pk for post in posts.values()]).delete()


def saved(target: Target, author: Browser) -> Iterator[Attempt]:
    """Save and preview the known documents."""
    add = "/admin/notes/post/add/"
    form = author.form(add)
    for name, body in KNOWN.items():
        values = form | {"title": [name], "body": [body], "summary": [body[:600]], "tags": ["nasty"], "_publish": ["1"]}
        yield target.attempt(f"saving {name}", author.post(add, values), browser=author)
        preview = author.post("/admin/editor/preview/", {"content": body, "title": name, "language": "en"})
        yield target.attempt(f"a preview of {name}", preview, browser=author)
    for path in SHARED:
        yield target.attempt(f"{path} after saving", Request(path), answers)


def answers(response: Response) -> str:
    return "" if response.status == 200 else f"status {response.status}"
