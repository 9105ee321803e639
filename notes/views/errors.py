"""Error pages."""

from __future__ import annotations

import sqlite3
import sys

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

RETRY_AFTER_S = 10
# The code for errors in a statement, such as a missing table. All other codes concern the file or its locks.
SQLITE_ERROR = sqlite3.SQLITE_ERROR
POSTGRESQL_READ_ONLY = "25006"


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # `NotFound` has these attributes, Django's own `Http404` does not.
    context = {"message": getattr(exception, "message", ""), "links": getattr(exception, "links", ())}
    return render(request, "404.html", context, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    with preferred_language(request):
        match exception:
            case DisallowedHost():
                heading = _("Unknown host name")
                text = _("This site does not serve the host name in the address. Check the address.")
                return error_page(request, 400, heading, text)
            case RequestDataTooBig():
                heading = _("Request too large")
                text = _("The request is larger than the site accepts. Shorten the text, or split it into two notes.")
                return error_page(request, 413, heading, text)
        text = _("The site could not read the request. Go back, reload the page and try again.")
        return error_page(request, 400, _("Bad request"), text)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    with preferred_language(request):
        text = _(
            "Your account does not have permission to do this. Log in with another account, or ask the site's "
            "administrator."
        )
        return error_page(request, 403, _("Permission denied"), text)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    with preferred_language(request):
        text = _(
            "Nothing was saved: the form has expired, or the browser does not accept cookies from this site. Go "
            "back, copy your text, reload the page and submit it again."
        )
        return error_page(request, 403, _("Form rejected"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    with preferred_language(request):
        if is_unavailable(sys.exc_info()[1]):
            text = _(
                "The site cannot reach its database. Please try again in a moment; if you submitted a form, submit it "
                "again."
            )
            response = error_page(request, 503, _("Temporarily unavailable"), text)
            response["Retry-After"] = str(RETRY_AFTER_S)
            return response
        text = _("This is an error on our side and has been logged. Please try again in a moment.")
        return error_page(request, 500, _("Something went wrong"), text)


def preferred_language(request: HttpRequest) -> translation.override:
    # The request may have failed before `LocaleMiddleware` activated a language.
    return translation.override(get_language_from_request(request))


@never_cache
def error_page(request: HttpRequest, status: int, heading: str, text: str) -> HttpResponse:
    """Render a page without database or session, which may be what failed."""
    html = loader.render_to_string("error.html", {"status": status, "heading": heading, "body": text})
    return HttpResponse(html, status=status, headers={"Content-Language": translation.get_language()})


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the error says that the database is unreachable, locked, full or read-only. Other errors are bugs."""
    match error:
        case InterfaceError():
            return True
        case OperationalError():
            # The lower byte of SQLite's code is the primary result code. Errors of PostgreSQL have no such code.
            code = getattr(error.__cause__, "sqlite_errorcode", None)
            return code is None or code & 0xFF != SQLITE_ERROR
        case InternalError():
            return getattr(error.__cause__, "sqlstate", None) == POSTGRESQL_READ_ONLY
    return False
