"""Uploaded files, for a site that has no web server in front: compose lets Caddy send them instead."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

ONE_YEAR_S = 31_536_000
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
}


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Sends a file of MEDIA_ROOT. A stored name holds a digest of the content, so that it may be kept for ever.

    Only images are shown: anything else, such as a page of HTML, is offered for download.
    """
    if any(part.startswith(".") for part in path.split("/")):
        # An upload that is still being written.
        raise Http404
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError) as error:
        # A name that no file can have.
        raise Http404 from error
    content_type = TYPES.get(PurePosixPath(path).suffix.lower())
    response["Content-Type"] = content_type or "application/octet-stream"
    if content_type is None:
        response["Content-Disposition"] = "attachment"
    response["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    # Feed readers on the web show a note's images.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    # An SVG is a document that may hold scripts: opened by itself it must not run any.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    return response
