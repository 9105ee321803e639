"""What other notes may name within posts, kept beside their renderings.

Numbers and anchors are taken from a post as it is without the notes it links to, so that two posts may refer to each
other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple

from django.utils import timezone

from notes.models.posts import Post
from notes.models.renderings import RETRY_FAILED_AFTER, RenderingParts, keep
from notes.render_cache.containment import render
from notes.render_cache.keys import own_key
from notes.render_cache.snapshots import Parts, digest, pack, unpack


def parts_of(keys: Collection[int]) -> dict[int, tuple[str, Parts]]:
    """The parts of the posts with these primary keys, and the digest that names them."""
    found: dict[int, tuple[str, Parts]] = {}
    unknown: list[Post] = []
    known = ("title", "language", "body_digest", "parts__key", "parts__digest", "parts__packed")
    for post in Post.objects.filter(pk__in=keys).select_related("parts").only(*known) if keys else ():
        row: RenderingParts | None = getattr(post, "parts", None)
        key = own_key(post.body_digest, post.title, post.language)
        parts = unpack(Parts, row.packed) if row and row.key in (key, _key_of_failure(key)) else None
        if row and parts:
            found[post.pk] = row.digest, parts
        else:
            unknown.append(post)
    return found | _draw(unknown)


def names_within(post: Post) -> set[str] | None:
    """What other notes may name within this post as it is in memory; `None` if it cannot be rendered."""
    row = RenderingParts.objects.filter(post=post.pk, key=own_key(digest(post.body), post.title, post.language)).first()
    parts = (unpack(Parts, row.packed) if row else None) or _rendered(post, post.body)
    return parts.names if parts else None


def row_of(post: Post, body: str, parts: Parts | None) -> RenderingParts:
    """The row that keeps the parts which this body gives the post; `None` where it could not be rendered."""
    key = own_key(digest(body), post.title, post.language)
    if parts is None:
        parts, key = Parts(), _key_of_failure(key)
    return RenderingParts(post_id=post.pk, key=key, digest=digest(astuple(parts)), packed=pack(parts))


def _draw(posts: Sequence[Post]) -> dict[int, tuple[str, Parts]]:
    found, rows = {}, []
    bodies = texts_of(posts)
    for post in posts:
        body = bodies.get(post.pk, "")
        parts = _rendered(post, body)
        row = row_of(post, body, parts)
        found[post.pk] = row.digest, parts or Parts()
        rows.append(row)
    keep(rows)
    return found


def _rendered(post: Post, body: str) -> Parts | None:
    document = render(body, post.title, post.language, subject=f"post {post.pk}")
    return Parts.of(document) if document else None


def _key_of_failure(key: str) -> str:
    """The key under which a failure is kept instead: it holds the hour, after which rendering is tried again."""
    return digest(key, int(timezone.now().timestamp() // RETRY_FAILED_AFTER.total_seconds()))


def texts_of(posts: Sequence[Post]) -> dict[int, str]:
    """The texts of posts that were loaded with or without them; one that was deleted meanwhile has none."""
    without = {post.pk for post in posts if "body" in post.get_deferred_fields()}
    loaded = {post.pk: post.body for post in posts if post.pk not in without}
    return loaded | (dict(Post.objects.filter(pk__in=without).values_list("pk", "body")) if without else {})
