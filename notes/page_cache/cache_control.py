"""Set Cache-Control on every response: `public` for pages that visitors share, `private` for everything else."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from notes import content_version

CONTENT_VERSION = "lemma.content_version"
"""Key of the WSGI environment: the content version for which the page cache has a page rendered."""

EXPIRES = "lemma.expires"
"""Key of the WSGI environment, set for requests whose response may be shared. The middleware replaces its value by the
Unix time until which the response is valid."""

SHAREABLE_STATUSES = (200, 301)


def cache_control(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. A request that bypassed the page cache never gets a public response."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if EXPIRES not in request.META:
            return mark_private(get_response(request))
        with content_version.track_validity(request.META.get(CONTENT_VERSION)) as validity:
            response = get_response(request)
            if response.status_code not in SHAREABLE_STATUSES or response.cookies:
                return mark_private(response)
            request.META[EXPIRES] = validity.until.timestamp()
        response.setdefault("Cache-Control", settings.PAGE_CACHE_CONTROL)
        return response

    return middleware


def mark_private(response: HttpResponse) -> HttpResponse:
    response.setdefault("Cache-Control", "private, no-cache")
    return response
