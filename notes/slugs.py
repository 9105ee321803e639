"""Words of an address, made from a title in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import count

from django.utils.text import slugify

MAX_SLUG_LENGTH = 120


def slug_for(title: str) -> str:
    """The address words of a title: Chinese as pinyin, other scripts as they are; empty where the title has no word."""
    # pypinyin reads its dictionary of phrases when imported, 25 MB that a worker needs only when somebody writes.
    from pypinyin import lazy_pinyin

    words = " ".join(lazy_pinyin(unicodedata.normalize("NFKC", title)))
    return shorten(slugify(words, allow_unicode=True))


def free_slug(wish: str, is_taken: Callable[[str], bool]) -> str:
    """The wished slug, or the first of `wish-2`, `wish-3`, … that nobody has."""
    if not is_taken(wish):
        return wish
    numbered = (with_suffix(wish, str(number)) for number in count(2))
    return next(slug for slug in numbered if not is_taken(slug))


def with_suffix(slug: str, suffix: str) -> str:
    """`slug-suffix`, the slug shortened where the two would be too long."""
    return f"{shorten(slug, MAX_SLUG_LENGTH - len(suffix) - 1)}-{suffix}"


def shorten(slug: str, length: int = MAX_SLUG_LENGTH) -> str:
    """At most `length` characters, cut between words where there are several."""
    if len(slug) <= length:
        return slug
    head, hyphen, _rest = slug[: length + 1].rpartition("-")
    return head if hyphen else slug[:length]
