"""Disclosure of another author's hidden notes by the admin and the editor."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from django.contrib.contenttypes.models import ContentType

from notes.models import Post, Series, Tag
from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.target import Browser, Target
from tests.attack.wire import Request

PLACES = (
    *("change/", "delete/", "history/", "", "change/?_popup=1", "change/?_to_field=id", "delete/?_popup=1"),
    *("password/", "view/"),
)
LISTS = (
    *("/admin/", "/admin/notes/", "/admin/notes/post/", "/admin/notes/series/", "/admin/notes/tag/"),
    *("/admin/notes/post/?all=", "/admin/notes/post/?state=draft", "/admin/notes/post/?state=scheduled"),
    *("/admin/notes/post/?o=-1", "/admin/notes/post/?p=0", "/admin/notes/post/add/"),
    *("/admin/notes/post/add/?series=1&author=1", "/admin/notes/post/?published_at__year=2027", "/admin/auth/user/"),
    *("/admin/admin/logentry/", "/admin/contenttypes/contenttype/", "/admin/sessions/session/"),
    "/admin/notes/post/?e=1",
)
LOOKUPS = (
    *("title__startswith", "body__icontains", "slug__regex", "summary__contains", "author__id__exact"),
    *("author__email__startswith", "author__password__startswith", "author__is_superuser", "series__title__startswith"),
    *("tagged_posts__tag__name__startswith", "id__in", "pk", "published_at__isnull", "outgoing_links__target__title"),
    *("slug_redirects__slug__startswith", "rendering__html__contains", "series__posts__title__startswith"),
    "tagged_posts__tag__tagged_posts__content_object__title__startswith",
)


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    for user in (fixtures.author, fixtures.viewer):
        browser = Browser.signed_in(target, user)
        for title, request in requests(fixtures):
            yield target.attempt(f"{title} as {user}", request, browser=browser)
        for state, post in fixtures.hidden.items():
            for title, request in forms(fixtures, browser, post):
                yield target.attempt(f"{title}, the {state} note, as {user}", request, browser=browser)
    author = Browser.signed_in(target, fixtures.author)
    yield from links(target, fixtures, author)


def requests(fixtures: Fixtures) -> Iterator[tuple[str, Request]]:
    """GET requests for objects of another author."""
    for path in LISTS:
        yield f"the list {path}", Request(path)
    for kind, things in (
        ("post", [*fixtures.hidden.values()]),
        ("series", [*Series.objects.all()]),
        ("tag", [*Tag.objects.all()]),
    ):
        content_type = ContentType.objects.get(app_label="notes", model=kind).pk
        for thing in things:
            if "nseen" in str(thing):
                yield f"the redirect to a {kind}", Request(f"/admin/r/{content_type}/{thing.pk}/")
    for post in fixtures.hidden.values():
        for place in PLACES:
            yield f"{place or 'the bare address'} of another's note", Request(f"/admin/notes/post/{post.pk}/{place}")
    for lookup in LOOKUPS:
        yield f"the filter {lookup}", Request(f"/admin/notes/post/?{lookup}=Unseen")
    for words in ("unseen", "Unseenbody", "unseendraft-title", "Unseendrafttag"):
        yield f"the search for {words}", Request(f"/admin/notes/post/?q={words}")
    for field in ("series", "author", "tags"):
        query = urlencode({"app_label": "notes", "model_name": "post", "field_name": field, "term": ""})
        yield f"the autocompletion of {field}", Request(f"/admin/autocomplete/?{query}")
    for start in ("", "u", "U", "unseen", "Unseen", "unseendraft", "%", "_", "nseen"):
        yield f"the tags that begin with {start!r}", Request(f"/admin/editor/tags/?q={quote(start)}")
        yield f"the series that begin with {start!r}", Request(f"/admin/editor/series/?q={quote(start)}")


def forms(fixtures: Fixtures, browser: Browser, post: Post) -> Iterator[tuple[str, Request]]:
    """POST requests for objects of another author."""
    for action in ("publish", "unpublish", "pin", "delete_selected"):
        values = {"action": action, "_selected_action": [str(post.pk)], "select_across": "0", "index": "0"}
        yield f"the action {action}", browser.post("/admin/notes/post/", values)
    for text in (
        f"[[{post.slug}]]",
        f"[[{post.slug}|x]]",
        f"[[{post.slug}#part]]",
        f"[[{post.slug}#eq:unseen]]",
        f"![[{post.slug}]]",
    ):
        values = {"content": text, "title": "T", "language": "en"}
        yield "a preview that links to it", browser.post("/admin/editor/preview/", values)


def links(target: Target, fixtures: Fixtures, author: Browser) -> Iterator[Attempt]:
    """An own note with links to hidden notes, and one that a hidden note links to."""
    add = "/admin/notes/post/add/"
    text = "\n\n".join(f"[[{post.slug}]] and [[{post.slug}#part]]" for post in fixtures.hidden.values())
    values = author.form(add) | {"title": ["Links"], "body": [text], "slug": ["links"], "_publish": ["1"]}
    yield target.attempt("a note that links to hidden ones", author.post(add, values), browser=author)
    for path in ("/posts/links/", "/", "/feed/", "/posts/links.md"):
        response = target.get(path)
        # The author typed the slugs, which are shown as text. The titles must not appear.
        shown = [post.title for post in fixtures.hidden.values() if post.title in response.text]
        yield Attempt(f"links to hidden notes at {path}", f"curl {path}", f"it shows {shown}" if shown else "")
    change = f"/admin/notes/post/{fixtures.own.pk}/change/"
    values = author.form(change) | {"body": ["The label is gone."], "_save": ["1"]}
    yield target.attempt("a label that a hidden note refers to", author.post(change, values), browser=author)
    yield target.attempt("the notice of broken references", Request(change), browser=author)
    for kind, thing in (("tag", Tag.objects.get(slug="optics")), ("series", Series.objects.get(slug="course"))):
        for place in ("change/", "delete/", "history/"):
            path = f"/admin/notes/{kind}/{thing.pk}/{place}"
            yield target.attempt(f"{place} of a {kind} with hidden notes", Request(path), browser=author)
