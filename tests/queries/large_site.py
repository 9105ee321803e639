"""Create a site of any size quickly. Everything is real except the renderings, which are empty."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from notes.models import Post, Rendering, RenderingTargets, Series, Tag, TaggedPost
from tests.factories import make_author


def fill(count: int, first: int = 0) -> None:
    """So many published posts, every second under one tag, every third in one series, each linking to two.

    Called again with the number of `first`, it makes the site larger by newer posts.
    """
    author = make_author()
    common, rare = (Tag.objects.get_or_create(name=name)[0] for name in ("common", "rare"))
    series, _is_new = Series.objects.get_or_create(title="Long")
    posts = Post.objects.bulk_create(
        (post(number, author, series if number % 3 == 0 else None) for number in range(first, first + count)),
        batch_size=1000,
    )
    TaggedPost.objects.bulk_create(
        (
            TaggedPost(tag=common if number % 2 else rare, content_object=post, published_at=post.published_at)
            for number, post in enumerate(posts, first)
            if number % 2 or number % 22 == 0
        ),
        batch_size=1000,
    )
    empty = {"card": b"", "outline": b"", "html": b"", "feed_html": b"", "details": b"", "problem_count": 0}
    Rendering.objects.bulk_create((Rendering(post=post, key="", **empty) for post in posts), batch_size=1000)
    RenderingTargets.objects.bulk_create((RenderingTargets(post=post, packed=b"") for post in posts), batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def post(number: int, author: User, series: Series | None) -> Post:
    return Post(
        title=f"Note {number}",
        slug=f"note-{number}",
        body=f"Text {number} with $x_{{{number}}}$, [[note-{max(0, number - 1)}]], [[note-0#part]].\n\n## Part",
        author=author,
        language="en",
        published_at=timezone.now() - timedelta(days=600) + timedelta(minutes=7 * number),
        pinned=number in (1, 2),
        series=series,
        series_position=number // 3 % 30_000 if series else None,
    )
