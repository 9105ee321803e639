"""Fills a site with notes, each saved as an author's would be."""

from __future__ import annotations

from datetime import timedelta

from bench import material
from bench.inside import answer


def seed(notes: int, formulas: int, characters: int) -> int:
    """Makes an author and so many published notes, each with a tag; gives back how many there are."""
    from django.contrib.auth.models import User
    from django.db import transaction
    from django.utils import timezone

    from notes.models import Post, Tag, TaggedPost

    newest = timezone.now() - timedelta(days=1)
    with transaction.atomic():
        author = User.objects.create_superuser("bench", password="bench")
        tags = [Tag.objects.create(name=name) for name in material.TAGS]
        for number in range(notes):
            post = Post.objects.create(
                title=material.title(number),
                slug=material.slug(number),
                body=material.body(number, formulas=formulas, characters=characters),
                author=author,
                language="en",
                published_at=newest - timedelta(hours=number),
            )
            TaggedPost.objects.create(tag=tags[number % len(tags)], content_object=post)
    return Post.objects.count()


if __name__ == "__main__":
    answer(seed)
