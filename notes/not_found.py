"""404 responses that tell the reader what does not exist and where to continue."""

from __future__ import annotations

from django.http import Http404


class NotFound(Http404):
    """`links` are pairs of text and URL, shown below the message."""

    def __init__(self, message: str, links: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.links = links
