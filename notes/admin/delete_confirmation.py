"""Delete confirmations that do not name other authors' posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from notes.admin.selection import CheckedSelection


class PlainDeleteConfirmation(CheckedSelection):
    """List only the selected objects; Django lists every related row, too.

    The rows related to a tag name the posts that have it, which include other authors' drafts, at one query a name.
    """

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], Any, list[Any]]:
        selected = list(objs)
        forbidden = {str(self.opts.verbose_name) for obj in selected if not self.has_delete_permission(request, obj)}
        return [str(obj) for obj in selected], {self.opts.verbose_name_plural: len(selected)}, forbidden, []
