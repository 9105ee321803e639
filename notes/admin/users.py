"""Accounts in the admin: Django's own pages, except that deleting an account names no posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from notes.admin.delete_confirmation import PlainDeleteConfirmation
from notes.admin.selection import CheckedSelection

admin.site.unregister([User, Group])


@admin.register(User)
class NotesUserAdmin(PlainDeleteConfirmation, UserAdmin):  # type: ignore[type-arg]
    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], Any, list[Any]]:
        """Refuse to delete an account that has posts, without naming their titles."""
        users = list(objs)
        named, counts, forbidden, _protected = super().get_deleted_objects(users, request)
        authors = User.objects.filter(pk__in=[user.pk for user in users], posts__isnull=False).distinct()
        return named, counts, forbidden, [_("notes by %(author)s") % {"author": author} for author in authors]


@admin.register(Group)
class NotesGroupAdmin(CheckedSelection, GroupAdmin):
    pass
