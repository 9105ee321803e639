"""The list of series, and the page of a series."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes.listings import taxonomy
from notes.models import Series
from notes.views.pagination import paginate
from notes.views.terms import term_detail

SERIES_PER_PAGE = 24


@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    page = paginate(request, taxonomy.all_series(request.user), SERIES_PER_PAGE)
    taxonomy.attach_first_posts(request.user, list(page.object_list))
    return render(request, "series_list.html", {"page": page})


@require_safe
def series_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    return term_detail(request, Series, slug, kicker=_("Series"), feed="series_feed")
