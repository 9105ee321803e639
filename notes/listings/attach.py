"""Load what posts show besides their columns: tags and renderings."""

from __future__ import annotations

from collections.abc import Sequence

from notes import content_version
from notes.models import Post
from notes.models.tags import load_tags
from notes.render_cache.posts import load_or_render
from notes.render_cache.storage import valid_until


def attach_display_data(posts: Sequence[Post]) -> None:
    """Set `tag_list` and `rendered` of the posts on a page, in two queries."""
    tags = load_tags([post.pk for post in posts])
    for post in posts:
        post.tag_list = tags[post.pk]
    load_or_render(posts)
    content_version.limit_validity(valid_until(post.rendering for post in posts))
