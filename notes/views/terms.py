"""The page of a tag or series: its description, then the cards of its posts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from notes.listings.lookup import TagOrSeries
from notes.listings.posts import for_cards
from notes.listings.terms import get_term, posts_of
from notes.views.pagination import paginate_posts


def term_detail(
    request: HttpRequest, model: type[TagOrSeries], slug: str, *, kicker: str, feed: str
) -> HttpResponseBase:
    """`feed` is the name of the URL pattern of the term's feed. Raises `NotFound`."""
    term = get_term(model, slug)
    posts = posts_of(term, request.user, for_cards())
    if term.slug != slug:
        return HttpResponsePermanentRedirect(term.get_absolute_url())
    context = {
        "term": term,
        "kicker": kicker,
        "feed_url": reverse(feed, args=[term.slug]),
        "page": paginate_posts(request, posts),
    }
    return render(request, "term_detail.html", context)
