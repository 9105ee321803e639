"""`manage.py render_notes`: draws what is not drawn whole yet, on every core; after an upgrade that is every note."""

from __future__ import annotations

import multiprocessing
import os
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import django
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from notes.models import Post, Rendering
from notes.render_cache.posts import render_outdated

NOTES_AT_ONCE = 20
BAR_WIDTH = 40


class Command(BaseCommand):
    help = "Render all notes whose stored rendering is missing or out of date. Run after an upgrade."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=cores(), help="worker processes (default: %(default)s)")
        parser.add_argument("--force", action="store_true", help="re-render notes that are up to date, too")

    def handle(self, *args: Any, processes: int, force: bool, **options: Any) -> None:
        if processes < 1:
            raise CommandError("--processes must be at least 1.")
        keys = list(Post.objects.order_by("pk").values_list("pk", flat=True))
        batches = [keys[start : start + NOTES_AT_ONCE] for start in range(0, len(keys), NOTES_AT_ONCE)]
        began, done, drawn = time.monotonic(), 0, 0
        failed: list[str] = []
        for batch, result in zip(batches, results(batches, processes, force=force), strict=True):
            done, drawn = done + len(batch), drawn + result.drawn
            failed += result.failed
            self._show(done, len(keys), time.monotonic() - began)
        faulty = Rendering.objects.filter(problem_count__gt=0).count()
        self.stdout.write(
            f"Rendered {drawn} of {len(keys)} notes in {time.monotonic() - began:.1f} s (the rest were up to date). "
            f"Notes with problems: {faulty}."
        )
        if failed:
            self.stdout.write(
                f"Notes that could not be rendered: {', '.join(failed)}. Their pages show the source; see the log for "
                "tracebacks. This is an error in Lemma; please report it."
            )
        if provisional := Rendering.objects.filter(retry_at__isnull=False).exclude(post__slug__in=failed).count():
            self.stdout.write(
                f"Provisional renderings: {provisional}, because a formula timed out or a referenced note failed. They "
                "will be retried."
            )

    def _show(self, done: int, total: int, seconds: float) -> None:
        if not self.stdout.isatty():
            return
        filled = BAR_WIDTH * done // total
        left = seconds / done * (total - done)
        bar = "█" * filled + "·" * (BAR_WIDTH - filled)
        self.stdout.write(f"\r{bar} {done}/{total}, {left:.0f} s left ", ending="\n" if done == total else "")
        self.stdout.flush()


@dataclass(frozen=True, slots=True)
class Result:
    """Of one batch how many notes were drawn, and the slugs of those that could not be rendered."""

    drawn: int
    failed: tuple[str, ...]


def render_batch(keys: Sequence[int], *, force: bool, database: dict[str, Any]) -> Result:
    connection.settings_dict.update(database)
    posts = render_outdated(keys, force=force)
    return Result(len(posts), tuple(post.slug for post in posts if post.rendered.has_failed))


def results(batches: Sequence[Sequence[int]], processes: int, *, force: bool) -> Iterator[Result]:
    """The result of each batch, in order."""
    # Tests use a database that the settings of a new process do not name.
    work = partial(render_batch, force=force, database=connection.settings_dict)
    if processes == 1 or len(batches) < 2:
        yield from map(work, batches)
        return
    # Not "fork": KaTeX runs in a thread, and a forked child can deadlock if its parent has several.
    with multiprocessing.get_context("spawn").Pool(processes, initializer=django.setup) as pool:
        yield from pool.imap(work, batches)


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
