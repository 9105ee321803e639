"""Optimistic locking: a save replaces only the version that its form was rendered from."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction


class StaleVersion(Exception):
    """The row was changed or deleted since the expected version."""


class Versioned(models.Model):
    # Database triggers increment it at each change (migration 0004) and ignore a value that Django writes.
    version = models.PositiveIntegerField(default=1, editable=False)

    expected_version: int | None = None
    """The version that the next `save` may replace; forms set it. With `None`, any: then pass `update_fields`."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; raise `StaleVersion` if the row no longer has the `expected_version`."""
        is_new = self._state.adding
        with transaction.atomic():
            if self.expected_version is not None:
                self._claim(self.expected_version)
            super().save(*args, **kwargs)
        self.expected_version = None
        if not is_new:
            self.refresh_from_db(fields=["version"])

    def _claim(self, version: int) -> None:
        """Lock the row by an update that matches only this version."""
        claimed = type(self)._base_manager.filter(pk=self.pk, version=version).update(version=version + 1)
        if not claimed:
            raise StaleVersion(f"{self._meta.label} {self.pk} no longer has version {version}.")
