"""The page of a post, and its Markdown source."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notes.listings.attach import attach_display_data
from notes.listings.lookup import post_by_slug
from notes.listings.neighbours import by_publication, in_series, previous_and_next, rank_in_series, series_nav
from notes.listings.ordering import Ordering
from notes.models import Post
from notes.models.visibility import Reader
from notes.not_found import NotFound
from notes.transfer.front_matter import dump

MAX_BACKLINKS = 100


@require_safe
def post_detail(request: HttpRequest, slug: str) -> HttpResponseBase:
    post = post_by_slug(request.user, slug)
    if post is None:
        raise NotFound(_("This note does not exist. It may have been removed, or the address may be mistyped."))
    if post.slug != slug:
        return HttpResponsePermanentRedirect(post.get_absolute_url())
    attach_display_data([post])
    backlinks = Post.objects.visible_to(request.user).linking_to(post.pk)[:MAX_BACKLINKS]
    context = {
        "post": post,
        **navigation(request.user, post),
        "backlinks": sorted(dict.fromkeys(backlinks), key=lambda other: other.title),
    }
    return render(request, "post_detail.html", context)


@require_safe
def post_source(request: HttpRequest, slug: str) -> HttpResponse:
    post = Post.objects.visible_to(request.user).for_listing().by_slug(slug)
    if post is None:
        raise Http404
    position = visible_series_position(request.user, post)
    return HttpResponse(dump(post, series_position=position), content_type="text/markdown; charset=utf-8")


def visible_series_position(reader: Reader, post: Post) -> int | None:
    """The post's position in its series: for its author as stored, for others counted among the posts they may see."""
    if post.series_id is None or post.author_id == reader.pk:
        return post.series_position
    return rank_in_series(post, post.series_id, reader)


def navigation(reader: Reader, post: Post) -> dict[str, Any]:
    """The previous and next posts by publication and in the series, and the posts of the series."""
    # A draft has no position in the order of publication.
    orderings: dict[str, Ordering] = {"": by_publication()} if post.is_published else {}
    series_posts = series_nav(reader, post.series) if post.series else []
    if post.series and series_posts is None:
        orderings["series_"] = in_series(post.series.pk, reader)
    context: dict[str, Any] = {"is_in_long_series": series_posts is None}
    for prefix, found in zip(orderings, previous_and_next(post, reader, [*orderings.values()]), strict=True):
        context[f"{prefix}previous"], context[f"{prefix}next"] = found
    return context | series_navigation(post, series_posts or [])


def series_navigation(post: Post, series_posts: list[Post]) -> dict[str, Any]:
    """The posts of the series, the post's position among them, and those before and after it."""
    if post not in series_posts:
        return {}
    index = series_posts.index(post)
    return {
        "series_posts": series_posts,
        "series_position": index + 1,
        "series_previous": series_posts[index - 1] if index else None,
        "series_next": series_posts[index + 1] if index + 1 < len(series_posts) else None,
    }
