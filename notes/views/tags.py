"""The list of tags, and the page of a tag."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes.listings import taxonomy
from notes.models import Tag
from notes.views.terms import term_detail


@require_safe
def tag_list(request: HttpRequest) -> HttpResponse:
    return render(request, "tag_list.html", {"tags": taxonomy.tags(request.user)})


@require_safe
def tag_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    return term_detail(request, Tag, slug, kicker=_("Tag"), feed="tag_feed")
