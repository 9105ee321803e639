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
    return next(slug for number in count(2) if not is_taken(slug := f"{wish}-{number}"))


def shorten(slug: str) -> str:
    """At most `MAX_SLUG_LENGTH` characters, cut between words where there are several."""
    if len(slug) <= MAX_SLUG_LENGTH:
        return slug
    cut = slug[: MAX_SLUG_LENGTH + 1]
    head, hyphen, _rest = cut.rpartition("-")
    return head if hyphen else slug[:MAX_SLUG_LENGTH]
