"""A post's page, and its source."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes import content_version
from notes.listings import taxonomy
from notes.listings.listing import complete
from notes.listings.neighbours import Order, by_publication, in_series, on_either_side
from notes.models import Post
from notes.models.permalinks import is_slug
from notes.transfer.front_matter import dump
from notes.views.errors import NotHere

LINKED_FROM_AT_MOST = 100
"""The latest posts that refer to one, as far as its page lists them."""


@require_safe
def post_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    post = post_at(slug, request.user)
    if post is None:
        raise NotHere(_("This note does not exist. It may have been removed, or the address may be mistyped."))
    if post.slug != slug:
        return HttpResponsePermanentRedirect(post.get_absolute_url())
    complete([post])
    linked_from = Post.objects.visible_to(request.user).linking_to(post.pk)[:LINKED_FROM_AT_MOST]
    context = {
        "post": post,
        **surrounding_posts(request, post),
        "linked_from": sorted(dict.fromkeys(linked_from), key=lambda other: other.title),
    }
    return render(request, "post_detail.html", context)


@require_safe
def post_source(request: HttpRequest, slug: str) -> HttpResponse:
    post = Post.objects.visible_to(request.user).for_listing().by_slug(slug)
    if post is None:
        raise Http404
    position = position_for(request.user, post)
    return HttpResponse(dump(post, series_position=position), content_type="text/markdown; charset=utf-8")


def position_for(user: AbstractBaseUser | AnonymousUser, post: Post) -> int | None:
    """The position in its series: to its author the stored one, to others one that does not count hidden parts."""
    if post.series_id is None or post.author_id == user.pk:
        return post.series_position
    return in_series(post.series_id, user).number_of(post)


def post_at(slug: str, user: AbstractBaseUser | AnonymousUser) -> Post | None:
    """The post that has this slug, or had it before, with all that its page shows."""
    if not is_slug(slug):
        return None
    posts = Post.objects.visible_to(user).select_related("series").with_rendering("card", "outline", "html")
    for column in ("slug", "slug_redirects__slug"):
        for post in content_version.fetch(posts.filter(**{column: slug})):
            return post  # type: ignore[no-any-return]
    return None


def surrounding_posts(request: HttpRequest, post: Post) -> dict[str, Any]:
    """The posts before and after this one by time and in its series, and the series' posts that the reader may see."""
    # A draft has no place in the order of publication.
    orders: dict[str, Order] = {"": by_publication()} if post.is_published else {}
    box = taxonomy.box_of(request.user, post.series) if post.series else []
    if post.series and box is None:
        orders["series_"] = in_series(post.series.pk, request.user)
    found: dict[str, Any] = {"is_in_long_series": box is None}
    for prefix, sides in zip(orders, on_either_side(post, request.user, [*orders.values()]), strict=True):
        found[f"{prefix}older"], found[f"{prefix}newer"] = sides
    return found | place_in_box(post, box or [])


def place_in_box(post: Post, posts: list[Post]) -> dict[str, Any]:
    """Where the post stands among the posts of its series."""
    if post not in posts:
        return {}
    place = posts.index(post)
    return {
        "series_posts": posts,
        "series_place": place + 1,
        "series_older": posts[place - 1] if place else None,
        "series_newer": posts[place + 1] if place + 1 < len(posts) else None,
    }
