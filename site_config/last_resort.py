"""WSGI middleware: an error page for exceptions that Django's handlers do not catch.

They are raised by a request that Django cannot parse, by a signal handler around it, or by the page cache.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

from notes.views.errors import bad_request, server_error

logger = logging.getLogger(__name__)

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# The variables that an error page depends on.
FORWARDED = ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "SERVER_NAME", "SERVER_PORT")


def with_last_resort(application: Application) -> Application:
    def with_error_page(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        original = environ.copy()
        try:
            return application(environ, start_response)
        except Exception as error:  # noqa: BLE001, whatever was not caught
            response = error_response(original, error)
            start_response(f"{response.status_code} {response.reason_phrase}", [*response.items()], sys.exc_info())
            return [response.content]

    return with_error_page


def error_response(environ: Environ, error: Exception) -> HttpResponse:
    """The error page, with the security headers of every page."""

    def view(request: HttpRequest) -> HttpResponse:
        try:
            WSGIRequest(environ)
        except Exception as malformed:  # noqa: BLE001, Django documents none
            logger.warning("Bad request: %s", malformed)
            return bad_request(request, malformed)
        logger.error("Exception outside Django's request handling.", exc_info=error)
        return server_error(request)

    respond: Callable[[HttpRequest], HttpResponse] = view
    for name in reversed(settings.SECURITY_MIDDLEWARE):
        respond = import_string(name)(respond)
    forwarded = {name: environ[name] for name in FORWARDED if name in environ}
    scheme = {"wsgi.url_scheme": environ["wsgi.url_scheme"], "wsgi.input": BytesIO()}
    return respond(WSGIRequest(forwarded | scheme | {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}))
