"""Version numbers: a form saves over the version that it was made from, and over no other."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction


class StaleVersion(Exception):
    """The row was changed or deleted after the version that was to be replaced."""


class Versioned(models.Model):
    # Triggers of the database increment it at each change (migration 0004), whatever the path: a value that Django
    # writes is ignored.
    version = models.PositiveIntegerField(default=1, editable=False)

    expected_version: int | None = None
    """The only version that the next `save` may replace; forms set it. `None` is any: then use `update_fields`."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and raise `StaleVersion` where the row no longer has the `expected_version`."""
        is_new = self._state.adding
        with transaction.atomic():
            if self.expected_version is not None:
                self._claim(self.expected_version)
            super().save(*args, **kwargs)
        self.expected_version = None
        if not is_new:
            self.refresh_from_db(fields=["version"])

    def _claim(self, version: int) -> None:
        """Lock the row if it still has this version; it has not where another transaction changed it meanwhile."""
        claimed = type(self)._base_manager.filter(pk=self.pk, version=version).update(version=version + 1)
        if not claimed:
            raise StaleVersion(f"{self._meta.label} {self.pk} no longer has version {version}.")
