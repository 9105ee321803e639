"""The notes that posts mention, as far as drawing those posts depends on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.utils import timezone

from notes.models.links import Link, names_parts, targets
from notes.models.posts import Post
from notes.render_cache.containment import references
from notes.render_cache.keys import own_key
from notes.render_cache.reference_targets import parts_of
from notes.render_cache.snapshots import Parts
from notes.rendering import LinkedNote


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A published post by the `slug` that stands in a text. `parts_digest` is empty if no part of it may be named."""

    slug: str
    target: int
    target_slug: str
    title: str
    parts_digest: str = ""


def mentions_of(posts: Collection[Post]) -> dict[int, tuple[Mention, ...]]:
    """The mentions in each post, by primary key: one query, for posts of any number and no text loaded."""
    links = Link.objects.filter(source__in=[post.pk for post in posts], target__published_at__lte=timezone.now())
    known = links.values_list(
        *("source", "target_slug", "names_parts", "target", "target__slug", "target__title"),
        *("target__language", "target__body_digest", "target__parts__key", "target__parts__digest"),
    )
    found: dict[int, list[Mention]] = defaultdict(list)
    undrawn: list[tuple[int, Mention]] = []
    for source, slug, with_parts, target, target_slug, title, language, body_digest, key, parts_digest in known:
        mention = Mention(slug, target, target_slug, title)
        if not with_parts:
            found[source].append(mention)
        elif key == own_key(body_digest, title, language):
            found[source].append(replace(mention, parts_digest=parts_digest))
        else:
            undrawn.append((source, mention))
    parts = parts_of({mention.target for _source, mention in undrawn})
    for source, mention in undrawn:
        if mention.target in parts:
            found[source].append(replace(mention, parts_digest=parts[mention.target][0]))
    return {post.pk: tuple(sorted(found[post.pk])) for post in posts}


def mentioned_in(source: str) -> tuple[Mention, ...]:
    """The mentions in a text that belongs to no post yet."""
    found = targets(references(source, subject="a preview"))
    published = Post.objects.published().filter(pk__in=found.values()).only("slug", "title").in_bulk()
    parts = parts_of([key for slug, key in found.items() if key in published and names_parts(source, slug)])
    return tuple(
        Mention(slug, key, published[key].slug, published[key].title, parts[key][0] if key in parts else "")
        for slug, key in sorted(found.items())
        if key in published
    )


def linked_notes(mentions: Iterable[Mention]) -> dict[Mention, tuple[Mention, LinkedNote]]:
    """What the pipeline is told of each mention, beside the mention that names exactly this."""
    mentions = set(mentions)
    parts = parts_of({mention.target for mention in mentions if mention.parts_digest})
    found = {}
    for mention in mentions:
        # The target may have been saved since the mention was read: what is drawn must be what the key says.
        present, named = parts.get(mention.target, ("", Parts())) if mention.parts_digest else ("", Parts())
        url = Post(slug=mention.target_slug).get_absolute_url()
        found[mention] = (
            replace(mention, parts_digest=present),
            LinkedNote(mention.slug, mention.title, url, named.equations, named.anchors, named.theorems),
        )
    return found
