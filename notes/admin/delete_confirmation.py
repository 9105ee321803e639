"""The page that asks before something is deleted: it names what goes, and no post of another author."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from notes.admin.selection import CheckedSelection


class QuietDeletion(CheckedSelection):
    """Lists the things themselves, where Django lists every row that hangs on them.

    Rows that hang on a tag name the posts that have it, others' drafts among them, and each name costs a query.
    """

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], Any, list[Any]]:
        things = list(objs)
        forbidden = {str(self.opts.verbose_name) for thing in things if not self.has_delete_permission(request, thing)}
        return [str(thing) for thing in things], {self.opts.verbose_name_plural: len(things)}, forbidden, []
