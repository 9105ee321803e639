"""The archive: the titles of all posts, by year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes.listings import taxonomy
from notes.listings.posts import for_titles, newest
from notes.not_found import NotFound
from notes.views.pagination import paginate

TITLES_PER_PAGE = 100


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """The titles, newest first; with `?year=2026` those of one year."""
    years = taxonomy.years(request.user)
    value = request.GET.get("year", "")
    year = int(value) if value.isascii() and value.isdigit() and len(value) == 4 else None
    if value and year not in years:
        raise NotFound(
            _("No notes from “%(year)s”.") % {"year": value[:40]},
            links=((_("Full archive"), request.path),),
        )
    page = paginate(request, newest(request.user, for_titles(), year=year), TITLES_PER_PAGE)
    return render(request, "archive.html", {"page": page, "years": years, "year": year})
