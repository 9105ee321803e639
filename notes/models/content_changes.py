"""The content version in the database, which changes in the same transaction as the content."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Max, Sum
from django.utils import timezone

KEPT_CHANGES = 100
"""Rows that `prune` keeps, so that reading the version stays one query of a small table."""


def random_nonce() -> int:
    """43 random bits: SQLite can add up a million such numbers without overflow."""
    return secrets.randbits(43)


class ContentChange(models.Model):
    """A transaction that changed what pages show.

    Each transaction adds a row instead of incrementing a shared one, so that writers do not block each other. Rows are
    added during migrations too: a migration that alters this table must do so before it changes content.
    """

    nonce = models.BigIntegerField(default=random_nonce)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"change {self.pk} at {self.changed_at}"


def query_version() -> str:
    """The version that this connection sees, `<time>-<sum>` in hexadecimal.

    The sum of the nonces identifies the set of committed changes, in whatever order they commit. The time of the last
    change, in milliseconds, only serves `Last-Modified`.
    """
    found = ContentChange.objects.aggregate(total=Sum("nonce"), latest=Max("changed_at"))
    milliseconds = int(found["latest"].timestamp() * 1000) if found["latest"] else 0
    return f"{milliseconds:x}-{int(found['total'] or 0):x}"


def prune(latest: ContentChange) -> None:
    """Delete old rows, once in a hundred changes. This changes the version too: update the store afterwards."""
    if latest.pk % KEPT_CHANGES == 0:
        ContentChange.objects.filter(pk__lt=latest.pk - KEPT_CHANGES).delete()
