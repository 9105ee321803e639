"""Text fields that never truncate what was entered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from markdownx.fields import MarkdownxFormField

from notes.forms.editor import MarkdownEditor
from notes.rendering import MAX_SOURCE_LENGTH


class UntruncatedCharField(forms.CharField):
    """A character field without `maxlength`, so that a text that is too long is refused and not truncated.

    Browsers send line ends as CR LF. They become LF as in the database, so that an unchanged text compares equal.
    """

    def __init__(self, *, limit_message: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if limit_message:
            self.error_messages["max_length"] = limit_message

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # With `maxlength`, browsers silently truncate pasted text.
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class MarkdownField(UntruncatedCharField, MarkdownxFormField):
    """The Markdown of a note. Leading spaces are kept, because a note may begin with an indented code block."""

    widget = MarkdownEditor

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "strip": False,
            "max_length": MAX_SOURCE_LENGTH,
            "limit_message": _(
                "The text has %(show_value)d characters; the limit is %(limit_value)d. Nothing was saved, but your "
                "text is still here. Move part of it to another note."
            ),
        }
        super().__init__(**defaults | kwargs)
