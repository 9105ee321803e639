"""Tells readers' browsers, and the page cache, for whom an answer is and how long it stays right."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from notes import edition
from notes.page_cache.asking import asked

EDITION = "lemma.edition"
"""The key in the environment by which the page cache tells for which edition it asks."""

EXPIRES = "lemma.expires"
"""The key by which it asks until when, in Unix time, an answer stays right."""


def cache_control(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: public pages are for everybody, all others for the one who asked."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_for_all = asked(request.META) is not None
        if is_for_all and EXPIRES in request.META:
            with edition.reading(request.META.get(EDITION)) as horizon:
                response = get_response(request)
                request.META[EXPIRES] = horizon.end.timestamp()
        else:
            response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = settings.PAGE_CACHE_CONTROL if is_for_all else "private, no-cache"
        return response

    return middleware
