"""Drawing posts, once: what was drawn is kept under a key of all that it depended on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import prefetch_related_objects
from django.utils import timezone

from notes.models.post_queries import amend
from notes.models.posts import Post
from notes.models.renderings import RETRY_AFTER, RETRY_FAILED_AFTER, Rendering, keep, take_turn
from notes.render_cache.containment import render
from notes.render_cache.dependencies import Mention, linked_notes, mentioned_in, mentions_of
from notes.render_cache.keys import own_key
from notes.render_cache.reference_targets import names_within, row_of, texts_of
from notes.render_cache.snapshots import Card, Outline, Parts, Rest, digest, pack, unpack
from notes.rendering import Document
from notes.rendering.fallback import unrendered

SHOWN: dict[str, type] = {"card": Card, "outline": Outline, "html": str, "feed_html": str}
"""The columns of a rendering that pages show; a post has an attribute for each."""


def attach(posts: Sequence[Post]) -> None:
    """Gives each post what was drawn of it, and draws those that were not, or have another key by now.

    One that is provisional is drawn again after a while. One query whatever the number of posts and links, if the posts
    were loaded `with_rendering`.
    """
    if not posts:
        return
    prefetch_related_objects(posts, "rendering")
    mentions = mentions_of(posts)
    draw([post for post in posts if not _is_shown(post, mentions[post.pk])], mentions)
    if due := take_turn([post.rendering for post in posts]):
        draw([post for post in posts if post.pk == due.pk], mentions)


def draw(posts: Sequence[Post], mentions: Mapping[int, tuple[Mention, ...]], *, patiently: bool = False) -> None:
    """Draws these posts, whatever is kept of them, and keeps what comes of it."""
    if not posts:
        return
    bodies = texts_of(posts)
    notes = linked_notes(mention for post in posts for mention in mentions[post.pk])
    renderings, parts = [], []
    for post in posts:
        body = bodies.get(post.pk, "")
        told = [notes[mention] for mention in mentions[post.pk]]
        linked = [note for _mention, note in told]
        document = render(body, post.title, post.language, linked, subject=f"post {post.pk}")
        row = _row_of(post, body, document, (mention for mention, _note in told))
        _take(post, row, document or unrendered(body))
        renderings.append(row)
        if document and not any(note.equations for note in linked):
            # Nothing of another note can have got into the equations of this one.
            parts.append(row_of(post, body, Parts.of(document)))
    keep(renderings, patiently=patiently)
    keep(parts, patiently=patiently)


def redraw(keys: Sequence[int], *, anew: bool = False) -> list[Post]:
    """Draws those of the posts with these primary keys that are not drawn whole, or all, and returns them.

    What follows from a text that was written by SQL alone is set right on the way.
    """
    posts = list(Post.objects.filter(pk__in=keys).select_related("rendering"))
    amend(posts)
    mentions = mentions_of(posts)
    wanted = [post for post in posts if anew or not _is_shown(post, mentions[post.pk]) or post.rendering.again_at]
    draw(wanted, mentions, patiently=True)
    return wanted


def key_of(post: Post, body_digest: str, mentions: Iterable[Mention]) -> str:
    """Names all that goes into a post's rendering."""
    told = [(mention.slug, mention.target_slug, mention.title, mention.parts_digest) for mention in mentions]
    return digest(own_key(body_digest, post.title, post.language), post.summary, told)


def shown(post: Post, column: str) -> Any:
    """What a column of the post's rendering holds."""
    attach([post])
    if column not in vars(post):
        # The post was loaded for a page that does not show this.
        value: Any = unpack(SHOWN[column], getattr(post.rendering, column))
        if value is None:
            draw([post], mentions_of([post]))
        else:
            setattr(post, column, value)
    return vars(post)[column]


def document_of(post: Post) -> Document:
    """The whole of what was drawn of a post."""
    attach([post])
    if "document" not in vars(post):
        rest = unpack(Rest, post.rendering.rest)
        if rest is None:
            draw([post], mentions_of([post]))
        else:
            named = {field.name: getattr(rest, field.name) for field in fields(rest)}
            post.document = Document(html=post.html, feed_html=post.feed_html, headings=post.outline.headings, **named)
    return post.document


def preview(source: str, *, title: str, language: str) -> Post:
    """An unsaved post with its document attached, as the editor shows it.

    What is being typed is not worth keeping: its formulas are, and the pipeline remembers those itself.
    """
    post = Post(title=title, body=source, language=language)
    notes = (note for _mention, note in linked_notes(mentioned_in(source)).values())
    post.document = render(source, title, language, notes, subject="a preview") or unrendered(source)
    return post


def has_failed(post: Post) -> bool:
    """Whether rendering the post as it is stored raises, so that its page shows the source."""
    stored = Post.objects.filter(pk=post.pk).with_rendering("card").first()
    return stored is not None and stored.card.has_failed


def broken_references(
    before: Post, after: Post, reader: AbstractBaseUser | AnonymousUser
) -> list[tuple[Post, list[str]]]:
    """The posts, among those this reader may see, that refer to what an edit took away, each with what it misses."""
    if not (had := names_within(before)) or has_failed(after):
        return []
    # Read from what `has_failed` has rendered and kept.
    lost = sorted(had - (names_within(after) or set()))
    if not lost:
        return []
    slugs = [after.slug, *after.former_slugs.values_list("slug", flat=True)]
    report = []
    for other in dict.fromkeys(after.linked_from().visible_to(reader).only("title", "body")):
        missed = [name for name in lost if any(f"{slug}{mark}{name}" in other.body for slug in slugs for mark in ":#")]
        if missed:
            report.append((other, missed))
    return report


def _is_shown(post: Post, mentions: tuple[Mention, ...]) -> bool:
    """Gives a post what is kept of it, as far as it was loaded. False if that is missing, damaged or not right now."""
    row: Rendering | None = getattr(post, "rendering", None)
    if row is None or row.key != key_of(post, post.body_digest, mentions):
        return False
    loaded = SHOWN.keys() - row.get_deferred_fields()
    values = {column: unpack(SHOWN[column], getattr(row, column)) for column in loaded}
    vars(post).update(values)
    return None not in values.values()


def _row_of(post: Post, body: str, rendered: Document | None, mentions: Iterable[Mention]) -> Rendering:
    document, summary = rendered or unrendered(body), rendered
    if post.summary:
        summary = render(post.summary, post.title, post.language, subject=f"the summary of post {post.pk}")
    excerpt = summary or unrendered(post.summary, excerpt=post.summary)
    return Rendering(
        post_id=post.pk,
        key=key_of(post, digest(body), mentions),
        problem_count=len(document.problems),
        again_at=_again_at(rendered, summary),
        card=pack(Card.of(document, excerpt, has_failed=rendered is None)),
        outline=pack(Outline(document.headings)),
        html=pack(document.html),
        feed_html=pack(document.feed_html),
        rest=pack(Rest.of(document)),
    )


def _again_at(*documents: Document | None) -> datetime | None:
    """When to render again what has failed (`None`), or had too little time."""
    if None in documents:
        return timezone.now() + RETRY_FAILED_AFTER
    return timezone.now() + RETRY_AFTER if any(each.is_provisional for each in documents if each) else None


def _take(post: Post, row: Rendering, document: Document) -> None:
    """Gives a post what has just been drawn of it."""
    post.rendering = row
    vars(post).update({column: unpack(kind, getattr(row, column)) for column, kind in SHOWN.items()})
    post.document = document
