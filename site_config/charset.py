"""Middleware: reject requests that declare a charset other than UTF-8, with which Django would decode the query."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


def utf_8_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        # Python's codecs include `hex` and `undefined`, which raise when a view reads the query.
        if request.encoding and request.encoding.lower() not in ("utf-8", "utf8"):
            raise BadRequest(f"charset {request.encoding}")
        return get_response(request)

    return middleware
