"""The Markdown editor: markdownx's widget with our own script and preview."""

from __future__ import annotations

from typing import Any

from django.forms.widgets import Script
from django.utils.translation import gettext as _
from markdownx.widgets import MarkdownxWidget

from notes.rendering import MAX_SOURCE_LENGTH


class MarkdownEditor(MarkdownxWidget):
    """A `<textarea>` beside a preview frame. Without JavaScript, the textarea alone remains usable."""

    template_name = "markdownx/widget.html"

    class Media:
        # markdownx.js breaks the undo history, stops working after a failed upload, and hides errors.
        extend = False
        js = (Script("js/editor/index.js", type="module"),)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-editor-limit"] = MAX_SOURCE_LENGTH
        context["editor_messages"] = messages()
        return context


def messages() -> dict[str, str]:
    """The messages of the editor's scripts, in the author's language. The scripts substitute the `{names}`."""
    return {
        "bold": _("bold text"),
        "callout": _("Write the note here."),
        "characters": _("{count} of {limit} characters"),
        "code": _("code"),
        "failed": _("Server error ({status}). Your text is still here; please try again."),
        "gone": _("The image was uploaded, but the place to insert it no longer exists. Paste this yourself: {code}"),
        "italic": _("italic text"),
        "kept": _("This browser has unsaved text from {when}."),
        "label": _("link text"),
        "no_room": _("This browser's storage is full, so unsaved text is not backed up. Save often."),
        "offline": _("Cannot reach the server. Your text is still here; please try again."),
        "place": _("line {line}, column {column}"),
        "problems": _("{count} problems in this note"),
        "problem": _("1 problem in this note"),
        "refused": _(
            "The server refused the request. You may have been logged out: log in in another tab, then continue here."
        ),
        "stale": _("The preview is out of date."),
        "too_large": _("The file is too large."),
        "unsaved": _("Unsaved changes"),
        "uploading": _("Uploading {name}…"),
        "wait": _("An image is still uploading. Try saving again in a moment."),
    }
