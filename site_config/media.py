"""Serve uploaded files, for a site without a web server in front. With Docker Compose, Caddy serves them instead."""

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
    """Serve a file from MEDIA_ROOT. Names contain a digest of the content, so responses are immutable.

    Only images are shown in the browser; other types, such as HTML, are sent as attachments.
    """
    if any(part.startswith(".") for part in path.split("/")):
        # A file that is still being uploaded.
        raise Http404
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError) as error:
        # Not a valid file name.
        raise Http404 from error
    content_type = TYPES.get(PurePosixPath(path).suffix.lower())
    response["Content-Type"] = content_type or "application/octet-stream"
    if content_type is None:
        response["Content-Disposition"] = "attachment"
    response["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    # Web-based feed readers embed a note's images.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    # An SVG may contain scripts, which must not run if it is opened as a document.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    return response
