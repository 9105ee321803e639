"""Middleware: refuse a request that declares another charset than UTF-8, by which Django would decode its query."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


def utf_8_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        # Codecs of Python such as `hex` and `undefined` pass for charsets, and fail when a view reads the query.
        if request.encoding and request.encoding.lower() not in ("utf-8", "utf8"):
            raise BadRequest(f"charset {request.encoding}")
        return get_response(request)

    return middleware
