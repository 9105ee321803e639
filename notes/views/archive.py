"""The archive: every post's title by year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes.listings import taxonomy
from notes.listings.posts import for_titles, newest
from notes.views.errors import NotHere
from notes.views.pagination import page_of

TITLES_PER_PAGE = 100


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """All titles, newest first, or with `?year=2026` those of one year."""
    years = taxonomy.years(request.user)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) == 4 else None
    if wanted and year not in years:
        raise NotHere(
            _("No notes from “%(year)s”.") % {"year": wanted[:40]},
            links=((_("Full archive"), request.path),),
        )
    page = page_of(request, newest(request.user, for_titles(), year=year), TITLES_PER_PAGE)
    return render(request, "archive.html", {"page": page, "years": years, "year": year})
