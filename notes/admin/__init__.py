"""Django's admin for posts, tags, series and accounts."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from notes.admin.posts import PostAdmin
from notes.admin.series import SeriesAdmin
from notes.admin.tags import TagAdmin
from notes.admin.users import NotesGroupAdmin, NotesUserAdmin

__all__ = ["NotesGroupAdmin", "NotesUserAdmin", "PostAdmin", "SeriesAdmin", "TagAdmin"]

admin.site.site_header = "Lemma"
admin.site.site_title = "Lemma"
admin.site.index_title = _("Dashboard")
