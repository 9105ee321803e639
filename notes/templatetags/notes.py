"""Template tags and filters: safe HTML, cards, titles and page numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context, loader
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from notes.bounded_cache import BoundedCache
from notes.models import Post

register = template.Library()

CARDS_ABOVE_FOLD = 2
"""Cards whose covers are loaded at once; those of the others are loaded lazily."""

_card_cache: BoundedCache[tuple[Any, ...], str] = BoundedCache(2_000_000)
"""Rendered cards, at most 2 MB."""

AFTER_PUNCTUATION = re.compile(r"(?<=[：，、。；！？—])(?=[^：，、。；！？—])")


@register.simple_tag
def safe_html(html: str) -> SafeString:
    """Insert HTML that `notes.rendering` has sanitized. No other code marks HTML as safe."""
    return mark_safe(html)  # noqa: S308


@register.simple_tag
def post_card(post: Post, position: int) -> str:
    """The card of a post at this position of a list, from 1.

    Cards take half the time of a list page, so they are cached by everything that they show. An unpublished post's card
    is not, since it also changes with time.
    """
    is_eager = position <= CARDS_ABOVE_FOLD
    context = {"post": post, "is_eager": is_eager, "LANGUAGE_CODE": get_language()}
    if not post.is_published:
        return loader.get_template("_post_card.html").render(context)
    key = (get_language(), is_eager, card_key(post))
    html = _card_cache.get(key)
    if html is None:
        html = loader.get_template("_post_card.html").render(context)
        # Twice, since the key contains the excerpt too.
        _card_cache.put(key, html, 2 * len(html))
    return html


def card_key(post: Post) -> tuple[Any, ...]:
    """Everything that a card can show of a post: its loaded columns, its excerpt, its series and its tags."""
    loaded = vars(post)
    columns = [loaded[field.attname] for field in post._meta.concrete_fields if field.attname in loaded]
    series = (post.series.title, post.series.slug) if post.series else None
    tags = ((tag.name, tag.slug) for tag in post.tag_list)
    return (*columns, post.published_on, post.rendered.card, series, *tags)


@register.filter
@lru_cache(maxsize=4096)
def phrases(title: str) -> SafeString:
    """A title that breaks after Chinese punctuation if it can; browsers break between any two Chinese characters."""
    return format_html_join("", '<span class="phrase">{}</span>', ([part] for part in AFTER_PUNCTUATION.split(title)))


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The page numbers to link to: the first, the last and those around this page, with an ellipsis for gaps."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int) -> str:
    """The URL of another page of the same list. The first page has no number, so that it has one URL."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    if number > 1:
        query["page"] = str(number)
    return f"{context['request'].path}?{query.urlencode()}" if query else context["request"].path
