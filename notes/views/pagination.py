"""Numbered pages of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from notes.listings.attach import attach_display_data
from notes.listings.listing import Listing, WithDrafts
from notes.models import Post
from notes.views.errors import NotHere


def page_of_posts(
    request: HttpRequest, posts: Listing | WithDrafts, per_page: int = settings.POSTS_PER_PAGE
) -> Page[Post]:
    """The page of posts that `?page=` asks for, with all that cards show. Raises `NotHere` for a page that is none."""
    page = page_of(request, posts, per_page)
    attach_display_data(list(page.object_list))
    return page


def page_of(request: HttpRequest, things: Listing | WithDrafts | Sequence[Any], per_page: int) -> Page[Any]:
    """The page of a list that `?page=` asks for. Raises `NotHere` for a page that is none."""
    # A paginator asks of its list only to be counted and sliced.
    paginator: Paginator[Any] = Paginator(things, per_page)  # type: ignore[arg-type]
    wanted = request.GET.get("page", "1")
    try:
        return paginator.page(wanted)
    except (PageNotAnInteger, EmptyPage) as error:
        raise NotHere(
            _("There is no page “%(page)s”. This list has pages 1 to %(last)d.")
            % {"page": wanted[:40], "last": paginator.num_pages},
            links=((_("First page"), request.path), (_("Last page"), f"{request.path}?page={paginator.num_pages}")),
        ) from error
