"""The WSGI application around the site: an error that Django's handlers do not see still gets a page of ours.

Such an error comes from a request that Django cannot construct, from a signal around it, or from the page cache.
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
# What an error page depends on.
KEPT = ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "SERVER_NAME", "SERVER_PORT")


def with_last_resort(application: Application) -> Application:
    def guarded(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        sent = environ.copy()
        try:
            return application(environ, start_response)
        except Exception as error:  # noqa: BLE001, any that got this far
            response = error_response(sent, error)
            start_response(f"{response.status_code} {response.reason_phrase}", [*response.items()], sys.exc_info())
            return [response.content]

    return guarded


def error_response(environ: Environ, error: Exception) -> HttpResponse:
    """The page for an error, with the headers that every page has."""

    def view(request: HttpRequest) -> HttpResponse:
        try:
            WSGIRequest(environ)
        except Exception as malformed:  # noqa: BLE001, Django names none
            logger.warning("Bad request: %s", malformed)
            return bad_request(request, malformed)
        logger.error("A request failed outside of Django's handlers.", exc_info=error)
        return server_error(request)

    respond: Callable[[HttpRequest], HttpResponse] = view
    for name in reversed(settings.SECURITY_MIDDLEWARE):
        respond = import_string(name)(respond)
    kept = {name: environ[name] for name in KEPT if name in environ}
    scheme = {"wsgi.url_scheme": environ["wsgi.url_scheme"], "wsgi.input": BytesIO()}
    return respond(WSGIRequest(kept | scheme | {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}))
