"""URL patterns that precede those of the admin: the editor's endpoints, and one that disables `/admin/r/`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from notes.views.editor import PreviewView, UploadView, preview_frame, tag_suggestions


def disabled(request: HttpRequest, path: str) -> HttpResponse:
    """Disable Django's redirect to any object, which would reveal the slugs of other authors' drafts to staff."""
    raise Http404


urlpatterns = [
    # markdownx takes the first two from settings, too.
    path("editor/preview/", PreviewView.as_view(), name="editor_preview"),
    path("editor/upload/", UploadView.as_view(), name="editor_upload"),
    path("editor/frame/", preview_frame, name="editor_frame"),
    path("editor/tags/", tag_suggestions, name="editor_tags"),
    path("r/<path:path>", disabled),
]
