"""Counts a site's queries for each of some pages: right after a change, and when it is asked for again."""

from __future__ import annotations

from bench.inside import answer


def queries(paths: list[str]) -> dict[str, tuple[int, int]]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from notes.models import Post

    # The client asks Django's application, behind the page cache.
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})

    def ask(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            if client.get(path).status_code != 200:
                raise RuntimeError(f"{path} is no page")
        return len(captured)

    counted = {}
    for path in paths:
        ask(path)
        Post.objects.filter(pk=Post.objects.values("pk")[:1]).update(pinned=False)
        counted[path] = (ask(path), ask(path))
    return counted


if __name__ == "__main__":
    answer(queries)
