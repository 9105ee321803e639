"""What templates need beyond Django's own tags."""

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

from notes.bounded_cache import Cache
from notes.models import Post

register = template.Library()

EARLY = 2
"""Cards whose covers a reader sees at once; those further down are loaded when they come near."""

_cards: Cache[tuple[Any, ...], str] = Cache(2_000_000)

AFTER_PUNCTUATION = re.compile(r"(?<=[：，、。；！？—])(?=[^：，、。；！？—])")


@register.simple_tag
def safe_html(html: str) -> SafeString:
    """Insert HTML that `notes.rendering` has sanitized. No other code marks HTML as safe."""
    return mark_safe(html)  # noqa: S308


@register.simple_tag
def post_card(post: Post, position: int) -> str:
    """A post's card, the one at this position of a list.

    Cards are remembered by all that they show, so that a change to one of twelve posts makes one card anew. They are
    half of what a list costs.
    """
    is_early = position <= EARLY
    values = {"post": post, "is_early": is_early, "LANGUAGE_CODE": get_language()}
    if not post.is_published:
        # Time alone would change it.
        return loader.get_template("_post_card.html").render(values)
    key = (get_language(), is_early, shown_of(post))
    html = _cards.get(key)
    if html is None:
        html = loader.get_template("_post_card.html").render(values)
        # The key holds the excerpt too.
        _cards.put(key, html, 2 * len(html))
    return html


def shown_of(post: Post) -> tuple[Any, ...]:
    """Whatever a card can show of a post: its columns as they were loaded, its excerpt, its series and its tags."""
    card, loaded = post.rendered.card, vars(post)
    columns = [loaded[field.attname] for field in post._meta.concrete_fields if field.attname in loaded]
    series = (post.series.title, post.series.slug) if post.series else None
    return (*columns, post.published_on, card, series, *((tag.name, tag.slug) for tag in post.tag_list))


@register.filter
@lru_cache(maxsize=4096)
def phrases(title: str) -> SafeString:
    """A title whose lines break after Chinese punctuation where they can: browsers break between any two characters."""
    return format_html_join("", '<span class="phrase">{}</span>', ([part] for part in AFTER_PUNCTUATION.split(title)))


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The numbers to offer: the first and last, the neighbours of this page, and dots for what lies between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.simple_tag(takes_context=True)
def page_url(context: Context, number: int) -> str:
    """The address of another page of the same list; the first one has no number, so that it has one address only."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    if number > 1:
        query["page"] = str(number)
    return f"{context['request'].path}?{query.urlencode()}" if query else context["request"].path
