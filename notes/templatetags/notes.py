"""What templates need beyond Django's own tags."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

AFTER_PUNCTUATION = re.compile(r"(?<=[：，、。；！？—])(?=[^：，、。；！？—])")


@register.simple_tag
def rendered(html: str) -> SafeString:
    """HTML that `notes.rendering` made, put into the page as it is: it is sanitised there and nowhere else."""
    return mark_safe(html)  # noqa: S308


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
