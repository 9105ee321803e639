"""Pages for machines that look after the site."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """`ok`, or 503 with what is missing: a health check asks this."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM notes_post LIMIT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer, or is not migrated\n", "text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", {"site_url": settings.SITE_URL}, content_type="text/plain; charset=utf-8")
