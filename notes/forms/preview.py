"""The editor's request for a preview."""

from __future__ import annotations

from django import forms
from django.conf import settings

from notes.forms.text_fields import UntruncatedCharField


class PreviewForm(forms.Form):
    content = UntruncatedCharField(required=False, strip=False)
    title = UntruncatedCharField(required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES)
