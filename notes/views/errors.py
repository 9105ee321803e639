"""What a reader sees when there is nothing to show."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader


class NotHere(Http404):
    """A request that finds nothing, with a message for the reader and links (text, address) to go on with."""

    def __init__(self, message: str, links: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.links = links


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {"message": getattr(exception, "message", ""), "links": getattr(exception, "links", ())}
    return render(request, "404.html", context, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Whatever failed may fail again: this page asks neither the database nor the session for anything.
    return HttpResponseServerError(loader.render_to_string("500.html"))
