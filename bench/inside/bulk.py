"""Fills a site with any number of notes within seconds: copies of some that were saved, under slugs of their own."""

from __future__ import annotations

from datetime import datetime, timedelta

from bench import material
from bench.inside import answer
from bench.inside.seed import seed
from bench.inside.vacuum import vacuum

ORIGINALS = 24
YEARS = 10
BATCH = 2000


def bulk(notes: int) -> int:
    """Copies have the same title and text, and what was drawn of these is copied too: nothing is left to be drawn.

    Notes are spread over as many years whatever their number, every second one has the first tag, and every sixteenth
    is in the first of four series.
    """
    from django.db import transaction
    from django.utils import timezone

    from notes.models import Post, Rendering, Series, Tag, TaggedPost
    from notes.render_cache.posts import render_outdated

    seed(ORIGINALS, formulas=4, characters=1000)
    render_outdated(list(Post.objects.values_list("pk", flat=True)))
    originals = list(Post.objects.order_by("pk").values())
    drawn = list(Rendering.objects.order_by("pk").values())
    tags = list(Tag.objects.order_by("pk"))
    series = [Series.objects.create(title=title).pk for title in material.SERIES]
    newest = timezone.now() - timedelta(days=1 + ORIGINALS)
    apart = timedelta(days=365 * YEARS) / notes

    def at(number: int) -> datetime:
        return newest - apart * number

    def place(number: int) -> dict[str, int]:
        is_in_one, which = number % 4 == 0, number // 4 % len(series)
        return {"series_id": series[which], "series_position": number // 16} if is_in_one else {}

    for start in range(ORIGINALS, notes, BATCH):
        numbers = range(start, min(notes, start + BATCH))
        with transaction.atomic():
            copies = Post.objects.bulk_create(
                Post(
                    **originals[n % ORIGINALS]
                    | {"id": None, "slug": material.slug(n), "published_at": at(n)}
                    | place(n)
                )
                for n in numbers
            )
            renderings = [drawn[n % ORIGINALS] for n in numbers]
            Rendering.objects.bulk_create(
                Rendering(**rendering | {"post_id": post.pk})
                for rendering, post in zip(renderings, copies, strict=True)
            )
            TaggedPost.objects.bulk_create(
                TaggedPost(tag=tag, content_object=post, published_at=post.published_at)
                for n, post in zip(numbers, copies, strict=True)
                for tag in ([tags[0]] if n % 2 == 0 else []) + [tags[1 + n % (len(tags) - 1)]]
            )
    vacuum()
    return Post.objects.count()


if __name__ == "__main__":
    answer(bulk)
