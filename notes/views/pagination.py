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
from notes.not_found import NotFound


def paginate_posts(
    request: HttpRequest, posts: Listing | WithDrafts, per_page: int = settings.POSTS_PER_PAGE
) -> Page[Post]:
    """The page of posts requested by `?page=`, with everything that cards show. Raises `NotFound`."""
    page = paginate(request, posts, per_page)
    attach_display_data(list(page.object_list))
    return page


def paginate(request: HttpRequest, items: Listing | WithDrafts | Sequence[Any], per_page: int) -> Page[Any]:
    """The page of a list requested by `?page=`. Raises `NotFound` if the list has no such page."""
    # `Paginator` calls only `count` and slices, which a `Listing` supports.
    paginator: Paginator[Any] = Paginator(items, per_page)  # type: ignore[arg-type]
    number = request.GET.get("page", "1")
    try:
        return paginator.page(number)
    except (PageNotAnInteger, EmptyPage) as error:
        raise NotFound(
            _("There is no page “%(page)s”. This list has pages 1 to %(last)d.")
            % {"page": number[:40], "last": paginator.num_pages},
            links=((_("First page"), request.path), (_("Last page"), f"{request.path}?page={paginator.num_pages}")),
        ) from error
