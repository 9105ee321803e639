"""The editor's addresses. They stand before the admin's own, which would otherwise take them."""

from django.urls import path

from notes.views.editor import PreviewView, UploadView, preview_frame, tag_suggestions

urlpatterns = [
    # The first two are named in settings too, where markdownx looks for them.
    path("editor/preview/", PreviewView.as_view(), name="editor_preview"),
    path("editor/upload/", UploadView.as_view(), name="editor_upload"),
    path("editor/frame/", preview_frame, name="editor_frame"),
    path("editor/tags/", tag_suggestions, name="editor_tags"),
]
