"""The notes that a rendering depends on: those that the post links to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils import timezone

from notes.containment import referenced_slugs
from notes.models.links import Link, has_fragment
from notes.models.posts import Post
from notes.render_cache.keys import fingerprint
from notes.render_cache.reference_targets import LoadedTargets, load_targets
from notes.render_cache.snapshots import ReferenceTargets
from notes.rendering import LinkedNote

NO_TARGETS = LoadedTargets("", ReferenceTargets(), None)


@dataclass(frozen=True, slots=True, order=True)
class LinkedPost:
    """A published post that a text links to as `slug`; `target_slug` is its current slug.

    `targets_digest` names its reference targets; it is empty if the text references none of them. `retry_at` is set if
    they are missing because rendering it raised: what depends on them must be rendered again then.
    """

    slug: str
    target: int
    target_slug: str
    title: str
    targets_digest: str = ""
    retry_at: datetime | None = field(default=None, compare=False)


def linked_posts(posts: Collection[Post]) -> dict[int, tuple[LinkedPost, ...]]:
    """The posts that each of these posts links to, by its primary key. One query for any number; loads no bodies."""
    links = Link.objects.filter(source__in=[post.pk for post in posts], target__published_at__lte=timezone.now())
    rows = links.values_list(
        *("source", "target_slug", "has_fragment", "target", "target__slug", "target__title"),
        *(
            "target__language",
            "target__body_digest",
            "target__reference_targets__key",
            "target__reference_targets__digest",
        ),
    )
    found: dict[int, list[LinkedPost]] = defaultdict(list)
    outdated: list[tuple[int, LinkedPost]] = []
    for source, slug, with_targets, target, target_slug, title, language, body_digest, key, targets_digest in rows:
        linked = LinkedPost(slug, target, target_slug, title)
        if not with_targets:
            found[source].append(linked)
        elif key == fingerprint(body_digest, title, language):
            found[source].append(replace(linked, targets_digest=targets_digest))
        else:
            outdated.append((source, linked))
    loaded = load_targets({linked.target for _source, linked in outdated})
    for source, linked in outdated:
        if linked.target in loaded:
            targets = loaded[linked.target]
            found[source].append(replace(linked, targets_digest=targets.digest, retry_at=targets.retry_at))
    return {post.pk: tuple(sorted(found[post.pk])) for post in posts}


def linked_posts_in(source: str) -> tuple[LinkedPost, ...]:
    """The posts that an unsaved text links to."""
    found = Post.objects.pks_by_slug(referenced_slugs(source, subject="a preview"))
    published = Post.objects.published().filter(pk__in=found.values()).only("slug", "title").in_bulk()
    loaded = load_targets([pk for slug, pk in found.items() if pk in published and has_fragment(source, slug)])
    return tuple(
        LinkedPost(slug, pk, published[pk].slug, published[pk].title, loaded[pk].digest if pk in loaded else "")
        for slug, pk in sorted(found.items())
        if pk in published
    )


def linked_notes(linked_posts: Iterable[LinkedPost]) -> dict[LinkedPost, tuple[LinkedPost, LinkedNote]]:
    """What the renderer needs of each linked post, beside the `LinkedPost` that describes exactly this."""
    linked_posts = set(linked_posts)
    loaded = load_targets({linked.target for linked in linked_posts if linked.targets_digest})
    found = {}
    for linked in linked_posts:
        # The target may have been saved since: the key must describe what is rendered.
        current = loaded.get(linked.target, NO_TARGETS) if linked.targets_digest else NO_TARGETS
        targets = current.targets
        url = Post(slug=linked.target_slug).get_absolute_url()
        found[linked] = (
            replace(linked, targets_digest=current.digest, retry_at=current.retry_at),
            LinkedNote(linked.slug, linked.title, url, targets.equations, targets.anchors, targets.theorems),
        )
    return found
