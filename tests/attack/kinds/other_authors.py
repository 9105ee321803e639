"""Another author's hidden notes, reached through the admin and the editor."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from django.contrib.contenttypes.models import ContentType

from notes.models import Post, Series, Tag
from tests.attack.attempts import Attempt
from tests.attack.scene import Scene
from tests.attack.target import Reader, Target
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


def attempts(target: Target, scene: Scene) -> Iterator[Attempt]:
    for user in (scene.author, scene.viewer):
        reader = Reader.signed_in(target, user)
        for title, request in requests(scene):
            yield target.attempt(f"{title} as {user}", request, reader=reader)
        for state, post in scene.hidden.items():
            for title, request in forms(scene, reader, post):
                yield target.attempt(f"{title}, the {state} note, as {user}", request, reader=reader)
    author = Reader.signed_in(target, scene.author)
    yield from links(target, scene, author)


def requests(scene: Scene) -> Iterator[tuple[str, Request]]:
    """Addresses that an author may open, aimed at what is not theirs."""
    for path in LISTS:
        yield f"the list {path}", Request(path)
    for kind, things in (
        ("post", [*scene.hidden.values()]),
        ("series", [*Series.objects.all()]),
        ("tag", [*Tag.objects.all()]),
    ):
        content_type = ContentType.objects.get(app_label="notes", model=kind).pk
        for thing in things:
            if "nseen" in str(thing):
                yield f"the redirect to a {kind}", Request(f"/admin/r/{content_type}/{thing.pk}/")
    for post in scene.hidden.values():
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


def forms(scene: Scene, reader: Reader, post: Post) -> Iterator[tuple[str, Request]]:
    """What an author may send, aimed at what is not theirs."""
    for action in ("publish", "unpublish", "pin", "delete_selected"):
        values = {"action": action, "_selected_action": [str(post.pk)], "select_across": "0", "index": "0"}
        yield f"the action {action}", reader.post("/admin/notes/post/", values)
    for text in (
        f"[[{post.slug}]]",
        f"[[{post.slug}|x]]",
        f"[[{post.slug}#part]]",
        f"[[{post.slug}#eq:unseen]]",
        f"![[{post.slug}]]",
    ):
        values = {"content": text, "title": "T", "language": "en"}
        yield "a preview that links to it", reader.post("/admin/editor/preview/", values)


def links(target: Target, scene: Scene, author: Reader) -> Iterator[Attempt]:
    """A note of the author's own that names hidden ones, and one whose part a hidden note refers to."""
    add = "/admin/notes/post/add/"
    text = "\n\n".join(f"[[{post.slug}]] and [[{post.slug}#part]]" for post in scene.hidden.values())
    values = author.form(add) | {"title": ["Links"], "body": [text], "slug": ["links"], "_publish": ["1"]}
    yield target.attempt("a note that links to hidden ones", author.post(add, values), reader=author)
    for path in ("/posts/links/", "/", "/feed/", "/posts/links.md"):
        response = target.get(path)
        # The author typed the slugs; the titles behind them are what must not appear.
        shown = [post.title for post in scene.hidden.values() if post.title in response.text]
        yield Attempt(f"links to hidden notes at {path}", f"curl {path}", f"it shows {shown}" if shown else "")
    change = f"/admin/notes/post/{scene.own.pk}/change/"
    values = author.form(change) | {"body": ["The label is gone."], "_save": ["1"]}
    yield target.attempt("a label that a hidden note refers to", author.post(change, values), reader=author)
    yield target.attempt("the notice of broken references", Request(change), reader=author)
    for kind, thing in (("tag", Tag.objects.get(slug="optics")), ("series", Series.objects.get(slug="course"))):
        for place in ("change/", "delete/", "history/"):
            path = f"/admin/notes/{kind}/{thing.pk}/{place}"
            yield target.attempt(f"{place} of a {kind} with hidden notes", Request(path), reader=author)
