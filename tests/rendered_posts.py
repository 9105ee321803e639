"""The rendering of a post, as pages load it."""

from __future__ import annotations

from notes.models import Post
from notes.render_cache.posts import load_or_render
from notes.render_cache.rendered import Rendered


def rendered(post: Post) -> Rendered:
    """What pages show of the post as it is stored."""
    stored = Post.objects.get(pk=post.pk)
    load_or_render([stored])
    value: Rendered = stored.rendered
    return value
