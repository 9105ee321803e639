"""Changes notes as lines on the standard input say, and answers each with the time of its commit."""

from __future__ import annotations

import json
import sys
import time


def change(slug: str, text: str) -> float:
    from django.db import transaction
    from django.utils import timezone

    from notes.models import Post

    committed: list[float] = []
    with transaction.atomic():
        # The first of its kind, so that it runs before anything else that follows the commit.
        transaction.on_commit(lambda: committed.append(time.time()))
        if slug:
            post = Post.objects.get(slug=slug)
            post.body = text + "\n\n" + post.body.partition("\n\n")[2]
            post.save()
        else:
            newest = Post.objects.published().order_by("-pk").values("pk")[:1]
            Post.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).update(updated_at=timezone.now())
    return committed[0]


if __name__ == "__main__":
    import django

    django.setup()
    for line in sys.stdin:
        print(change(**json.loads(line)), flush=True)
