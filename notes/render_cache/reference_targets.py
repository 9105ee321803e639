"""Labels and anchors that other notes may reference, stored beside the renderings.

They are taken from a post rendered without the notes that it links to, so that two posts may reference each other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

from django.utils import timezone

from notes.containment import render
from notes.digests import digest
from notes.models.posts import Post
from notes.models.renderings import RenderingTargets
from notes.render_cache.keys import fingerprint, render_context
from notes.render_cache.snapshots import ReferenceTargets, pack, unpack
from notes.render_cache.storage import RETRY_FAILED_AFTER, store


@dataclass(frozen=True, slots=True)
class LoadedTargets:
    """The reference targets of a post. `retry_at` is set if rendering it raised, which leaves it without any."""

    digest: str
    targets: ReferenceTargets
    retry_at: datetime | None


def load_targets(pks: Collection[int]) -> dict[int, LoadedTargets]:
    """The reference targets of posts, by primary key. Outdated ones are rendered again."""
    found: dict[int, LoadedTargets] = {}
    outdated: list[Post] = []
    columns = (
        "title",
        "language",
        "body_digest",
        "reference_targets__key",
        "reference_targets__digest",
        "reference_targets__packed",
    )
    for post in Post.objects.filter(pk__in=pks).select_related("reference_targets").only(*columns) if pks else ():
        row: RenderingTargets | None = getattr(post, "reference_targets", None)
        key = fingerprint(post.body_digest, post.title, post.language)
        targets = unpack(ReferenceTargets, row.packed) if row and row.key in (key, _failure_key(key)) else None
        if row and targets:
            found[post.pk] = LoadedTargets(row.digest, targets, None if row.key == key else _next_retry())
        else:
            outdated.append(post)
    return found | _render_and_store(outdated)


def target_names(post: Post) -> set[str] | None:
    """The labels and anchors in this post as it is in memory; `None` if it cannot be rendered."""
    key = fingerprint(digest(post.body), post.title, post.language)
    row = RenderingTargets.objects.filter(post=post.pk, key=key).first()
    targets = (unpack(ReferenceTargets, row.packed) if row else None) or _render(post, post.body)
    return targets.names if targets else None


def targets_row(post: Post, body: str, targets: ReferenceTargets | None) -> RenderingTargets:
    """The row to store for a post with this body; `targets` is `None` if it could not be rendered."""
    key = fingerprint(digest(body), post.title, post.language)
    if targets is None:
        targets, key = ReferenceTargets(), _failure_key(key)
    return RenderingTargets(post_id=post.pk, key=key, digest=digest(astuple(targets)), packed=pack(targets))


def _render_and_store(posts: Sequence[Post]) -> dict[int, LoadedTargets]:
    found, rows = {}, []
    bodies = load_bodies(posts)
    for post in posts:
        body = bodies.get(post.pk, "")
        targets = _render(post, body)
        row = targets_row(post, body, targets)
        retry_at = _next_retry() if targets is None else None
        found[post.pk] = LoadedTargets(row.digest, targets or ReferenceTargets(), retry_at)
        rows.append(row)
    store(rows)
    return found


def _render(post: Post, body: str) -> ReferenceTargets | None:
    document = render(body, render_context(body, post.title, post.language), subject=f"post {post.pk}")
    return ReferenceTargets.of(document) if document else None


def _failure_key(key: str) -> str:
    """The key under which a failure is stored. It contains the hour, so that rendering is retried in the next one."""
    return digest(key, _hours())


def _next_retry() -> datetime:
    """When failures stored now become outdated."""
    return datetime.fromtimestamp((_hours() + 1) * RETRY_FAILED_AFTER.total_seconds(), UTC)


def _hours() -> int:
    return int(timezone.now().timestamp() // RETRY_FAILED_AFTER.total_seconds())


def load_bodies(posts: Sequence[Post]) -> dict[int, str]:
    """The bodies of posts by primary key, also of posts that were loaded without; a deleted post has no entry."""
    without = {post.pk for post in posts if "body" in post.get_deferred_fields()}
    loaded = {post.pk: post.body for post in posts if post.pk not in without}
    return loaded | (dict(Post.objects.filter(pk__in=without).values_list("pk", "body")) if without else {})
