"""Posts whose references an edit of another post has broken."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from notes.models.posts import Post
from notes.render_cache.posts import has_failed
from notes.render_cache.reference_targets import target_names


def broken_references(
    before: Post, after: Post, user: AbstractBaseUser | AnonymousUser
) -> list[tuple[Post, list[str]]]:
    """The posts visible to this user that reference labels or anchors which an edit removed, each with those names."""
    if not (old_names := target_names(before)) or has_failed(after):
        return []
    # `has_failed` has rendered and stored the new text, so this renders nothing.
    removed = sorted(old_names - (target_names(after) or set()))
    if not removed:
        return []
    slugs = [after.slug, *after.slug_redirects.values_list("slug", flat=True)]
    report = []
    for other in dict.fromkeys(after.linked_from().visible_to(user).only("title", "body")):
        missing = [
            name for name in removed if any(f"{slug}{mark}{name}" in other.body for slug in slugs for mark in ":#")
        ]
        if missing:
            report.append((other, missing))
    return report
