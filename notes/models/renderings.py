"""Posts as they were last drawn, one row a post: it is replaced when the post is drawn anew and goes with it.

So none are ever left over. Renderings follow from the content: writing them does not change the content version.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

logger = logging.getLogger(__name__)

PATIENCE_MS = 250
"""How long a reader's request waits for the database to take what it has drawn."""

RETRY_AFTER = timedelta(minutes=5)
"""How long a provisional rendering is shown before it is drawn again. Formulas that no machine draws in time cost their
three seconds at most so often."""

RETRY_FAILED_AFTER = timedelta(hours=1)
"""How long the source of a note that could not be rendered is shown before rendering is retried. A new version of the
pipeline retries at once."""

BRIEFLY = timedelta(minutes=1)
"""How long a page may be kept while a rendering is due again."""


class Rendering(models.Model):
    """What drawing a post gave, packed by `render_cache`, right as long as `key` is what the post would have today.

    `again_at` is set where there was no time for some formulas, or where rendering failed: the rendering is shown, but
    from then on drawn again.
    The columns stand in the order in which pages want them: SQLite reads a row from its beginning.
    """

    post = models.OneToOneField("notes.Post", on_delete=models.CASCADE, primary_key=True, related_name="rendering")
    key = models.CharField(max_length=32)
    problem_count = models.PositiveIntegerField()
    again_at = models.DateTimeField(null=True)
    card = models.BinaryField()
    outline = models.BinaryField()
    html = models.BinaryField()
    feed_html = models.BinaryField()
    rest = models.BinaryField()

    class Meta:
        default_permissions = ()
        # Rows with a time are rare, and without an index finding one means reading through all that was ever drawn.
        indexes = [
            models.Index(fields=["again_at"], name="rendering_again", condition=models.Q(again_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.post_id} as {self.key}"


class RenderingParts(models.Model):
    """What other notes may name within a post. `digest` names the content, `key` what it was made of."""

    post = models.OneToOneField("notes.Post", on_delete=models.CASCADE, primary_key=True, related_name="parts")
    key = models.CharField(max_length=32)
    digest = models.CharField(max_length=32)
    packed = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"parts of {self.post_id}"


def keep(rows: Sequence[Rendering] | Sequence[RenderingParts], *, patiently: bool = False) -> None:
    """Writes rows in place of those that their posts had. A reader's page never fails of it, nor waits long.

    Where no reader waits, `patiently` lets whoever else writes finish first, as long as the database usually waits.
    """
    if not rows:
        return
    model: Any = type(rows[0])
    columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    try:
        with nullcontext() if patiently else impatiently(), transaction.atomic():
            model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["post"], update_fields=columns)
    except DatabaseError:
        logger.warning("The database does not take renderings; these notes will be drawn again.", exc_info=True)


def take_turn(rows: Sequence[Rendering]) -> Rendering | None:
    """The first of these rows that is due again and that nobody else is drawing; it is due later from now on.

    Only one, so that a list of heavy notes does not keep its reader waiting for all of them.
    """
    now = timezone.now()
    for row in rows:
        if row.again_at is None or row.again_at > now:
            continue
        mine = Rendering.objects.filter(pk=row.pk, again_at__lte=now)
        try:
            with impatiently(), transaction.atomic():
                if mine.update(again_at=now + RETRY_AFTER):
                    return row
        except DatabaseError:
            # It could not be kept either, and would be drawn for every reader.
            return None
    return None


def drawn_again_at(rows: Iterable[Rendering]) -> datetime | None:
    """Until when a page that shows these may be kept, if one of them is provisional."""
    times = [row.again_at for row in rows if row.again_at]
    return max(min(times), timezone.now() + BRIEFLY) if times else None


@contextmanager
def impatiently() -> Iterator[None]:
    """The database gives up early when somebody else writes; inside a transaction it has stopped waiting already."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
            try:
                yield
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")
    else:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    # Nor for the disk: what a power cut takes is drawn again.
                    cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}; SET LOCAL synchronous_commit = off")
            yield
