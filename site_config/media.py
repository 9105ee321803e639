"""Uploaded files, for a site that has no web server in front: compose lets Caddy send them instead."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

ONE_YEAR_S = 31_536_000


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Sends a file of MEDIA_ROOT. A stored name holds a digest of the content, so that it may be kept for ever."""
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    # Feed readers on the web show a note's images.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    # An SVG is a document that may hold scripts: opened by itself it must not run any.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    return response
