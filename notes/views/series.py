"""All series, and a series' posts in order."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes.listings import taxonomy
from notes.listings.lookup import by_slug
from notes.listings.posts import for_cards, of_series
from notes.models import Series
from notes.views.errors import NotHere
from notes.views.pagination import page_of, page_of_posts

SERIES_PER_PAGE = 24


@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    page = page_of(request, taxonomy.all_series(request.user), SERIES_PER_PAGE)
    taxonomy.attach_first_posts(request.user, list(page.object_list))
    return render(request, "series_list.html", {"page": page})


@require_safe
def series_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    series = by_slug(Series, slug)
    posts = of_series(request.user, series, for_cards()) if series else None
    if not series or not posts or not posts.count():
        raise NotHere(_("This series does not exist, or it has no published notes."))
    if series.slug != slug:
        return HttpResponsePermanentRedirect(series.get_absolute_url())
    return render(request, "series_detail.html", {"series": series, "page": page_of_posts(request, posts)})
