"""The editor's addresses, which come before the admin's own, and one of those that is closed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from notes.views.editor import PreviewView, UploadView, preview_frame, tag_suggestions


def closed(request: HttpRequest, path: str) -> HttpResponse:
    """Django's redirect to any object of any kind, which would tell staff the slugs of other authors' drafts."""
    raise Http404


urlpatterns = [
    # The first two are named in settings too, where markdownx looks for them.
    path("editor/preview/", PreviewView.as_view(), name="editor_preview"),
    path("editor/upload/", UploadView.as_view(), name="editor_upload"),
    path("editor/frame/", preview_frame, name="editor_frame"),
    path("editor/tags/", tag_suggestions, name="editor_tags"),
    path("r/<path:path>", closed),
]
