"""Injection of scripts, SQL and templates by paths, queries and form fields."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from tests.attack.active_content import reflected
from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.target import Browser, Target
from tests.attack.wire import Request

SCRIPTS = (
    *('"><script>xss()</script>', "'onmouseover='xss()", "</title><svg onload=xss()>", "javascript:xss()", "{{191*7}}"),
    "{% debug %}",
)
SQL = (
    *("'", '"', "' OR '1'='1", "1 OR 1=1", "1; DROP TABLE notes_post;--", "') UNION SELECT password FROM auth_user--"),
    *("1)) OR ((1=1", "1' AND pg_sleep(20)--", "1;SELECT pg_sleep(20)", "1' AND randomblob(1000000000)--", "%", "_"),
    *("\\", "%' ESCAPE '!", "\0", "\udcff", "1e309", "-1", "0x1f", "1/0", "NaN", "null", "[]", "{}", "１", "٣", "1_0"),
    *(" 1", "", "a" * 3000, "$1", "%s", "%(x)s"),
)
ALWAYS = ("\0", "9" * 30)
"""Values that database drivers reject with an exception."""
PUBLIC = (
    *("/?page={}", "/archive/?year={}", "/archive/?page={}", "/tags/{}/", "/tags/optics/?page={}", "/series/{}/"),
    *("/posts/{}/", "/posts/{}.md", "/tags/{}/feed/"),
)
SITEMAP = ("/sitemap-posts.xml?p={}", "/sitemap-{}.xml", "/{}/")
ADMIN = (
    *("/admin/notes/post/?q={}", "/admin/notes/post/?o={}", "/admin/notes/post/?p={}", "/admin/notes/post/?state={}"),
    *("/admin/notes/post/?e={}", "/admin/notes/post/?series__id__exact={}", "/admin/notes/post/?published_at__year={}"),
    *("/admin/notes/post/?published_at__gte={}", "/admin/notes/post/{}/change/", "/admin/notes/post/{}/history/"),
    *("/admin/notes/post/{}/delete/", "/admin/r/1/{}/", "/admin/r/{}/1/", "/admin/notes/post/?language__exact={}"),
    *("/admin/notes/post/?pinned__exact={}", "/admin/notes/post/?tagged_posts__tag__id__exact={}"),
    *("/admin/notes/tag/?q={}", "/admin/notes/series/?q={}", "/admin/editor/tags/?q={}"),
    *("/admin/notes/post/add/?series={}&title={}", "/admin/notes/post/?_changelist_filters={}"),
    *("/admin/notes/post/add/?_popup={}&_to_field={}", "/admin/jsi18n/?language={}"),
    *("/admin/notes/post/?published_at__month={}&published_at__year={}", "/admin/notes/post/add/?published_at={}"),
    "/admin/login/?next={}",
)


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    author = Browser.signed_in(target, fixtures.author)
    for template in (*PUBLIC, *SITEMAP):
        for text in (*ALWAYS, *SCRIPTS, *SQL):
            yield target.attempt(f"{template} with {text[:40]!r}", filled(template, text), reflected)
    for index, template in enumerate(ADMIN):
        for text in (*ALWAYS, *(*SCRIPTS, *SQL)[index % 2 :: 2]):
            yield target.attempt(f"{template} with {text[:40]!r}", filled(template, text), reflected, browser=author)
    for text in (*ALWAYS, *SCRIPTS, *SQL):
        for name in ("content", "title", "language"):
            values = {"content": "x", "title": "T", "language": "en"} | {name: text}
            preview = author.post("/admin/editor/preview/", values)
            yield target.attempt(f"a preview with the {name} {text[:40]!r}", preview, reflected, browser=author)
        for name in ("action", "_selected_action", "index", "select_across"):
            values = {"action": "pin", "_selected_action": "1", "index": "0", "select_across": "0"} | {name: text}
            action = author.post("/admin/notes/post/", values)
            yield target.attempt(f"an action with {name} {text[:40]!r}", action, reflected, browser=author)


def filled(template: str, text: str) -> Request:
    return Request(template.replace("{}", quote(text, safe="", errors="surrogateescape")))
