"""What the editor sends to have drawn."""

from __future__ import annotations

from django import forms
from django.conf import settings

from notes.forms.text_fields import WholeText


class PreviewForm(forms.Form):
    content = WholeText(required=False, strip=False)
    title = WholeText(required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES)
