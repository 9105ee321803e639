"""Middleware: reject requests with U+0000 in the path, query or cookies, since PostgreSQL cannot store it in text.

Forms check their own fields, so that the rest of the input is not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


def no_null_characters(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if any("\0" in text for text in texts_of(request)):
            raise BadRequest("U+0000 in the path, the query or a cookie")
        return get_response(request)

    return middleware


def texts_of(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    for name, values in request.GET.lists():
        yield name
        yield from map(str, values)
    yield from request.COOKIES.values()
