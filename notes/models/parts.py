"""What other notes may name within posts, kept beside their renderings.

Numbers and anchors are taken from a post as it is without the notes it links to, so that two posts may refer to each
other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple

from notes.models.posts import Post
from notes.models.renderings import RenderingParts, keep
from notes.models.surroundings import own_key, surroundings
from notes.render_cache import Parts, digest, pack, unpack
from notes.rendering import render


def parts_of(keys: Collection[int]) -> dict[int, tuple[str, Parts]]:
    """The parts of the posts with these primary keys, and the digest that names them."""
    found: dict[int, tuple[str, Parts]] = {}
    unknown: list[Post] = []
    known = ("title", "language", "body_digest", "parts__key", "parts__digest", "parts__packed")
    for post in Post.objects.filter(pk__in=keys).select_related("parts").only(*known) if keys else ():
        row: RenderingParts | None = getattr(post, "parts", None)
        is_right = row is not None and row.key == own_key(post.body_digest, post.title, post.language)
        parts = unpack(Parts, row.packed) if row and is_right else None
        if row and parts:
            found[post.pk] = row.digest, parts
        else:
            unknown.append(post)
    return found | _draw(unknown)


def names_within(post: Post) -> set[str]:
    """What other notes may name within this post as it is in memory."""
    row = RenderingParts.objects.filter(post=post.pk, key=own_key(digest(post.body), post.title, post.language)).first()
    parts = unpack(Parts, row.packed) if row else None
    return (parts or Parts.of(render(post.body, surroundings(post.body, post.title, post.language)))).names


def row_of(post: Post, body: str, parts: Parts) -> RenderingParts:
    """The row that keeps the parts which this body gives the post."""
    key = own_key(digest(body), post.title, post.language)
    return RenderingParts(post_id=post.pk, key=key, digest=digest(astuple(parts)), packed=pack(parts))


def _draw(posts: Sequence[Post]) -> dict[int, tuple[str, Parts]]:
    found, rows = {}, []
    bodies = texts_of(posts)
    for post in posts:
        body = bodies.get(post.pk, "")
        parts = Parts.of(render(body, surroundings(body, post.title, post.language)))
        row = row_of(post, body, parts)
        found[post.pk] = row.digest, parts
        rows.append(row)
    keep(rows)
    return found


def texts_of(posts: Sequence[Post]) -> dict[int, str]:
    """The texts of posts that were loaded with or without them; one that was deleted meanwhile has none."""
    without = {post.pk for post in posts if "body" in post.get_deferred_fields()}
    loaded = {post.pk: post.body for post in posts if post.pk not in without}
    return loaded | (dict(Post.objects.filter(pk__in=without).values_list("pk", "body")) if without else {})
