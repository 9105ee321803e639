"""Endpoints for health checks and crawlers."""

from __future__ import annotations

from threading import Event

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notes.views.errors import RETRY_AFTER_S

is_migrated = Event()
"""Set once for the life of the process, because migrations are never reversed while the site runs."""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Respond with `ok`, or with 503 and the reason."""
    try:
        pending = pending_migrations()
    except Error:
        return unhealthy("the database does not respond")
    return unhealthy(f"not migrated: {', '.join(pending)}") if pending else plain("ok")


def pending_migrations() -> list[str]:
    """The unapplied migrations. Once there are none, only check that the database responds."""
    if is_migrated.is_set():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        is_migrated.set()
    return [f"{migration.app_label}.{migration.name}" for migration, _is_backwards in plan]


def plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)


def unhealthy(reason: str) -> HttpResponse:
    response = plain(reason, 503)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", {"site_url": settings.SITE_URL}, content_type="text/plain; charset=utf-8")
