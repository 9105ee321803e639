"""Cache-Control for every response: `public` for pages that visitors share, `private` for everything else."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from notes import content_version

EDITION = "lemma.edition"
"""The key in the environment under which the page cache passes the edition that it renders for."""

EXPIRES = "lemma.expires"
"""The key that the page cache sets for a page that can be shared; receives the Unix time until which it stays right."""

SHAREABLE_STATUSES = (200, 301)


def cache_control(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. A request that did not come through the page cache never gets a public response."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if EXPIRES not in request.META:
            return private(get_response(request))
        with content_version.reading(request.META.get(EDITION)) as horizon:
            response = get_response(request)
            if response.status_code not in SHAREABLE_STATUSES or response.cookies:
                return private(response)
            request.META[EXPIRES] = horizon.end.timestamp()
        response.setdefault("Cache-Control", settings.PAGE_CACHE_CONTROL)
        return response

    return middleware


def private(response: HttpResponse) -> HttpResponse:
    response.setdefault("Cache-Control", "private, no-cache")
    return response
