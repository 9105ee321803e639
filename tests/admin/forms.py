"""What a browser sends from the form of a post."""

from __future__ import annotations

from typing import Any

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
