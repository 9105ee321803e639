"""The front page: the latest posts, pinned ones first."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notes.listings.posts import front_page
from notes.views.pagination import paginate_posts


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    context = {
        "page": paginate_posts(request, front_page(request.user)),
        "kicker": settings.SITE_KICKER,
        "heading": settings.SITE_HEADING,
    }
    return render(request, "home.html", context)
