"""Load the renderings of posts, or render and store them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from notes.containment import render
from notes.digests import digest
from notes.models.posts import Post
from notes.models.renderings import Rendering
from notes.render_cache.dependencies import LinkedPost, linked_notes, linked_posts, linked_posts_in
from notes.render_cache.keys import fingerprint, render_context
from notes.render_cache.reference_targets import load_bodies, targets_row
from notes.render_cache.rendered import COLUMNS, Rendered
from notes.render_cache.snapshots import Card, Details, Outline, ReferenceTargets, pack, unpack
from notes.render_cache.storage import RETRY_AFTER, RETRY_FAILED_AFTER, claim_due, store
from notes.rendering import Document
from notes.rendering.fallback import fallback_document


def load_or_render(posts: Sequence[Post]) -> None:
    """Set `post.rendered`; render those posts whose stored rendering is missing or outdated, and one that is due.

    One query for any number of posts and links if the posts were loaded `with_rendering`.
    """
    if not posts:
        return
    prefetch_related_objects(posts, "rendering")
    links = linked_posts(posts)
    render_and_store([post for post in posts if not _load(post, links[post.pk])], links)
    if due := claim_due([post.rendering for post in posts]):
        render_and_store([post for post in posts if post.pk == due.pk], links)


def render_and_store(
    posts: Sequence[Post], links: Mapping[int, tuple[LinkedPost, ...]], *, wait_for_lock: bool = False
) -> dict[int, Document]:
    """Render these posts, set `post.rendered` and store the renderings. `links` are their `linked_posts`.

    Returns the documents by primary key.
    """
    if not posts:
        return {}
    bodies = load_bodies(posts)
    notes = linked_notes(linked for post in posts for linked in links[post.pk])
    documents, renderings, targets = {}, [], []
    for post in posts:
        body = bodies.get(post.pk, "")
        current = [notes[linked] for linked in links[post.pk]]
        linked = [note for _linked_post, note in current]
        document = render(body, render_context(body, post.title, post.language, linked), subject=f"post {post.pk}")
        row = _rendering(post, body, document, [linked_post for linked_post, _note in current])
        post.rendering = row
        post.rendered = _rendered(row)
        documents[post.pk] = document or fallback_document(body)
        renderings.append(row)
        if document and not any(note.equations for note in linked):
            # No equation of this document can contain one of another note, so these are its own.
            targets.append(targets_row(post, body, ReferenceTargets.of(document)))
    store(renderings, wait_for_lock=wait_for_lock)
    store(targets, wait_for_lock=wait_for_lock)
    return documents


def render_outdated(pks: Sequence[int], *, force: bool = False) -> list[Post]:
    """Render those of these posts whose rendering is missing, outdated, failed or provisional, or all with `force`.

    Returns the posts that were rendered. Derived fields that a write by SQL has left outdated are repaired first.
    """
    posts = list(Post.objects.filter(pk__in=pks).select_related("rendering"))
    Post.objects.repair_derived(posts)
    links = linked_posts(posts)
    wanted = [post for post in posts if force or not _load(post, links[post.pk]) or post.rendering.retry_at]
    render_and_store(wanted, links, wait_for_lock=True)
    return wanted


def load_document(post: Post) -> Document:
    """Everything that rendering the post as it is stored gave. Pages load only what they show."""
    stored = Post.objects.get(pk=post.pk)
    load_or_render([stored])
    details = unpack(Details, stored.rendering.details)
    if details is None:
        return render_and_store([stored], linked_posts([stored]))[stored.pk]
    rendered = stored.rendered
    values = {field.name: getattr(details, field.name) for field in fields(Details)}
    return Document(html=rendered.html, feed_html=rendered.feed_html, headings=rendered.headings, **values)


def preview(source: str, *, title: str, language: str) -> Document:
    """Render an unsaved text. The result is not stored; the renderer itself caches the formulas."""
    notes = (note for _linked_post, note in linked_notes(linked_posts_in(source)).values())
    document = render(source, render_context(source, title, language, notes), subject="a preview")
    return document or fallback_document(source)


def has_failed(post: Post) -> bool:
    """Whether rendering the post as it is stored raises, so that its page shows the source."""
    stored = Post.objects.filter(pk=post.pk).with_rendering("card").first()
    if stored is None:
        return False
    load_or_render([stored])
    return bool(stored.rendered.has_failed)


def _load(post: Post, links: tuple[LinkedPost, ...]) -> bool:
    """Set `post.rendered` from the stored row; `False` if the row is missing, damaged or outdated."""
    row: Rendering | None = getattr(post, "rendering", None)
    if row is None or row.key != _key(post, post.body_digest, links):
        return False
    post.rendered = _rendered(row)
    return None not in post.rendered.columns.values()


def _rendered(row: Rendering) -> Rendered:
    loaded = COLUMNS.keys() - row.get_deferred_fields()
    return Rendered({name: unpack(COLUMNS[name], getattr(row, name)) for name in loaded}, row.retry_at)


def _key(post: Post, body_digest: str, links: Iterable[LinkedPost]) -> str:
    """Digest of everything that goes into a post's rendering."""
    dependencies = [(linked.slug, linked.target_slug, linked.title, linked.targets_digest) for linked in links]
    return digest(fingerprint(body_digest, post.title, post.language), post.summary, dependencies)


def _rendering(post: Post, body: str, rendered: Document | None, links: Sequence[LinkedPost]) -> Rendering:
    """The row to store; `rendered` is `None` if rendering raised."""
    document, summary = rendered or fallback_document(body), rendered
    if post.summary:
        context = render_context(post.summary, post.title, post.language)
        summary = render(post.summary, context, subject=f"the summary of post {post.pk}")
    excerpt = summary or fallback_document(post.summary, excerpt=post.summary)
    return Rendering(
        post_id=post.pk,
        key=_key(post, digest(body), links),
        problem_count=len(document.problems),
        retry_at=_retry_at((rendered, summary), links),
        card=pack(Card.of(document, excerpt, has_failed=rendered is None)),
        outline=pack(Outline(document.headings)),
        html=pack(document.html),
        feed_html=pack(document.feed_html),
        details=pack(Details.of(document)),
    )


def _retry_at(documents: Iterable[Document | None], links: Iterable[LinkedPost]) -> datetime | None:
    """When to render again if rendering raised (`None`), ran out of time or depends on a post that failed."""
    times = [linked.retry_at for linked in links if linked.retry_at]
    for document in documents:
        if document is None:
            times.append(timezone.now() + RETRY_FAILED_AFTER)
        elif document.is_provisional:
            times.append(timezone.now() + RETRY_AFTER)
    return min(times, default=None)
