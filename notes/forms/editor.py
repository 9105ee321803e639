"""The Markdown editor: markdownx's widget with a script and a preview of our own."""

from __future__ import annotations

from typing import Any

from django.forms.widgets import Script
from django.utils.translation import gettext as _
from markdownx.widgets import MarkdownxWidget

from notes.rendering import MAX_SOURCE_LENGTH


class MarkdownEditor(MarkdownxWidget):
    """A plain `<textarea>` beside a frame that shows what readers will see; without JavaScript the textarea is left."""

    template_name = "markdownx/widget.html"

    class Media:
        # markdownx.js loses what "undo" remembers, goes dead after a failed upload, and hides errors.
        extend = False
        js = (Script("js/editor/index.js", type="module"),)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-editor-limit"] = MAX_SOURCE_LENGTH
        context["editor_words"] = words()
        return context


def words() -> dict[str, str]:
    """What the editor's script says, in the author's language. `{braces}` are filled in by the script."""
    return {
        "bold": _("bold"),
        "callout": _("What to keep in mind."),
        "characters": _("{count} of {limit} characters"),
        "code": _("code"),
        "failed": _("The server answered with an error ({status}). Your text is safe here; try again."),
        "gone": _("The image is stored, but its place in the text is gone. Its code is {code}"),
        "italic": _("emphasis"),
        "kept": _("Text from {when} that was not saved is kept in this browser."),
        "label": _("text of the link"),
        "no_room": _("This browser has no room to keep unsaved text. Save often."),
        "offline": _("The server cannot be reached. Your text is safe here; try again."),
        "place": _("line {line}, column {column}"),
        "problems": _("{count} problems in this note"),
        "problem": _("1 problem in this note"),
        "refused": _(
            "The server refused the request. Perhaps you are logged out: log in in another tab, then go on here."
        ),
        "stale": _("The preview shows an earlier text."),
        "too_large": _("The file is too large for the server."),
        "unsaved": _("Unsaved changes"),
        "uploading": _("Uploading {name}…"),
        "wait": _("An image is still being uploaded. Save again in a moment."),
    }
