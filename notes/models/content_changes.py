"""The content version as the database has it: it changes in the transaction that changes the content."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Max, Sum
from django.utils import timezone

KEPT_CHANGES = 100
"""Rows that `prune` leaves, so that reading the version stays one look at a small table."""


def random_nonce() -> int:
    """Small enough that SQLite can add up a million of them."""
    return secrets.randbits(43)


class ContentChange(models.Model):
    """A transaction that changed what pages show.

    Each transaction adds a row instead of incrementing a shared one, so that writers do not wait for each other. Rows
    are also added while migrations run, so a migration that alters this table must not change content before it does.
    """

    nonce = models.BigIntegerField(default=random_nonce)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"change {self.pk} at {self.changed_at}"


def content_version() -> str:
    """The version that this connection sees, `<time>-<sum>` in hexadecimal.

    The sum of the nonces tells versions apart, also where transactions commit in another order than they began. The
    time of the last change, in milliseconds, is for `Last-Modified` alone.
    """
    found = ContentChange.objects.aggregate(total=Sum("nonce"), latest=Max("changed_at"))
    milliseconds = int(found["latest"].timestamp() * 1000) if found["latest"] else 0
    return f"{milliseconds:x}-{int(found['total'] or 0):x}"


def prune(latest: ContentChange) -> None:
    """Delete old rows, once in a hundred changes. That makes a new version too: announce it afterwards."""
    if latest.pk % KEPT_CHANGES == 0:
        ContentChange.objects.filter(pk__lt=latest.pk - KEPT_CHANGES).delete()
