"""All tags, and a tag's posts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes.listings import taxonomy
from notes.listings.lookup import by_slug
from notes.listings.posts import for_cards, of_tag
from notes.models import Tag
from notes.views.errors import NotHere
from notes.views.pagination import page_of_posts


@require_safe
def tag_list(request: HttpRequest) -> HttpResponse:
    return render(request, "tag_list.html", {"tags": taxonomy.tags(request.user)})


@require_safe
def tag_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    tag = by_slug(Tag, slug)
    posts = of_tag(request.user, tag, for_cards()) if tag else None
    if not tag or not posts or not posts.count():
        raise NotHere(_("This tag does not exist, or it has no published notes."))
    if tag.slug != slug:
        return HttpResponsePermanentRedirect(tag.get_absolute_url())
    return render(request, "tag_detail.html", {"tag": tag, "page": page_of_posts(request, posts)})
