"""Posts whose references an edit of another post has broken."""

from __future__ import annotations

from notes.models.posts import Post
from notes.models.visibility import Reader
from notes.render_cache.posts import has_failed
from notes.render_cache.reference_targets import target_names


def broken_references(before: Post, after: Post, reader: Reader) -> list[tuple[Post, list[str]]]:
    """The posts, visible to this reader, that reference labels or anchors which an edit removed, each with these."""
    if not (old_names := target_names(before)) or has_failed(after):
        return []
    # `has_failed` has rendered and stored the new text, so this renders nothing.
    removed = sorted(old_names - (target_names(after) or set()))
    if not removed:
        return []
    slugs = [after.slug, *after.slug_redirects.values_list("slug", flat=True)]
    report = []
    for other in dict.fromkeys(after.linked_from().visible_to(reader).only("title", "body")):
        missing = [
            name for name in removed if any(f"{slug}{mark}{name}" in other.body for slug in slugs for mark in ":#")
        ]
        if missing:
            report.append((other, missing))
    return report
