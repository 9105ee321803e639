"""What a browser sends from the form of a post."""

from __future__ import annotations

from typing import Any

import html5lib
from django.test import Client
from django.urls import reverse

from notes.models import Post

ADD = reverse("admin:notes_post_add")


def change_url(post: Post) -> str:
    return reverse("admin:notes_post_change", args=[post.pk])


def fields_of(post: Post | None = None, button: str = "_save", **values: Any) -> dict[str, Any]:
    """The form as it is shown for this post, with `values` typed in and the button pressed."""
    shown: dict[str, Any] = {"title": "A note", "body": "", "summary": "", "tags": "", "slug": "", "language": "en"}
    if post:
        shown["version"] = Post.objects.values_list("version", flat=True).get(pk=post.pk)
        shown |= {name: getattr(post, name) for name in ("title", "body", "summary", "slug", "language")}
        shown["tags"] = ", ".join(post.tags.names())
        shown["series"] = post.series_id or ""
        shown["series_position"] = post.series_position or ""
        shown["published_at"] = f"{post.published_at:%Y-%m-%dT%H:%M}" if post.published_at else ""
        if post.pinned:
            shown["pinned"] = "on"
    return shown | {button: "1"} | values


def form_of(client: Client, post: Post) -> Any:
    return client.get(change_url(post)).context["adminform"].form


def shown_fields(page: bytes) -> dict[str, Any]:
    """What a browser without JavaScript submits from the form of a page in the admin, but for the button."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    (form,) = (form for form in tree.iter("form") if (form.get("id") or "").endswith("_form"))
    fields: dict[str, Any] = {}
    for element in form.iter():
        name, kind = element.get("name"), element.get("type", "text")
        if not name or kind in ("submit", "file") or (kind == "checkbox" and element.get("checked") is None):
            continue
        if element.tag == "input":
            fields[name] = element.get("value") or ("on" if kind == "checkbox" else "")
        elif element.tag == "textarea":
            fields[name] = (element.text or "").removeprefix("\n")
        elif element.tag == "select":
            chosen = [option for option in element.iter("option") if option.get("selected") is not None]
            fields[name] = chosen[0].get("value", "") if chosen else ""
    return fields
