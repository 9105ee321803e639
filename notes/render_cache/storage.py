"""Store renderings, and decide which reader renders a provisional one again."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from notes.models.renderings import Rendering, RenderingTargets

logger = logging.getLogger(__name__)

LOCK_TIMEOUT_MS = 250
"""How long a reader's request waits for a lock to store what it has rendered."""

RETRY_AFTER = timedelta(minutes=5)
"""How long a provisional rendering is shown before it is retried. A formula that always exceeds the time limit costs
its three seconds once in this interval."""

RETRY_FAILED_AFTER = timedelta(hours=1)
"""How long the source of a note that could not be rendered is shown before rendering is retried. A new version of the
pipeline retries at once."""

MIN_PAGE_LIFETIME = timedelta(minutes=1)
"""How long a page may be cached while a retry of one of its renderings is overdue."""


def store(rows: Sequence[Rendering] | Sequence[RenderingTargets], *, wait_for_lock: bool = False) -> None:
    """Insert or replace one row per post. Errors of the database are logged and do not fail the page.

    A reader's request gives up after `LOCK_TIMEOUT_MS`. With `wait_for_lock`, the database's usual timeout applies.
    """
    if not rows:
        return
    model: Any = type(rows[0])
    columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    try:
        with nullcontext() if wait_for_lock else short_lock_timeout(), transaction.atomic():
            model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["post"], update_fields=columns)
    except DatabaseError:
        logger.warning("Renderings could not be stored; these notes will be rendered again.", exc_info=True)


def claim_due(rows: Sequence[Rendering]) -> Rendering | None:
    """Claim the first rendering that is due for a retry and that no other request has claimed.

    Its retry time moves on, so that other requests leave it alone. One at most, so that no reader waits for all the
    slow notes of a list.
    """
    now = timezone.now()
    for row in rows:
        if row.retry_at is None or row.retry_at > now:
            continue
        unclaimed = Rendering.objects.filter(pk=row.pk, retry_at__lte=now)
        try:
            with short_lock_timeout(), transaction.atomic():
                if unclaimed.update(retry_at=now + RETRY_AFTER):
                    return row
        except DatabaseError:
            # The result could not be stored either: every reader would render the note again.
            return None
    return None


def valid_until(rows: Iterable[Rendering]) -> datetime | None:
    """Until when a page that shows these renderings may be cached; `None` if none of them is provisional."""
    times = [row.retry_at for row in rows if row.retry_at]
    return max(min(times), timezone.now() + MIN_PAGE_LIFETIME) if times else None


@contextmanager
def short_lock_timeout() -> Iterator[None]:
    """Wait for locks at most `LOCK_TIMEOUT_MS`. Has no effect inside a transaction, which holds its locks already."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute(f"PRAGMA busy_timeout = {LOCK_TIMEOUT_MS}")
            try:
                yield
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {usual}")
    else:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    # Nor wait for the disk: renderings lost in a crash are made again.
                    cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}; SET LOCAL synchronous_commit = off")
            yield
