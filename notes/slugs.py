"""Slugs from titles in any script."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import count

from django.utils.text import slugify

MAX_SLUG_LENGTH = 120


def slug_for(title: str) -> str:
    """The slug of a title: Chinese as pinyin, other scripts unchanged; empty if the title contains no word."""
    # Imported here, because pypinyin loads a dictionary of 25 MB, which a process that only serves readers never needs.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    words = " ".join(lazy_pinyin(unicodedata.normalize("NFKC", title)))
    return truncate(slugify(words, allow_unicode=True))


def free_slug(slug: str, is_taken: Callable[[str], bool]) -> str:
    """The slug itself, or the first of `slug-2`, `slug-3`, … that is not taken."""
    if not is_taken(slug):
        return slug
    numbered = (with_suffix(slug, str(number)) for number in count(2))
    return next(candidate for candidate in numbered if not is_taken(candidate))


def with_suffix(slug: str, suffix: str) -> str:
    """`slug-suffix`, with the slug truncated if that is too long."""
    return f"{truncate(slug, MAX_SLUG_LENGTH - len(suffix) - 1)}-{suffix}"


def truncate(slug: str, length: int = MAX_SLUG_LENGTH) -> str:
    """At most `length` characters, cut between words if possible."""
    if len(slug) <= length:
        return slug
    head, hyphen, _rest = slug[: length + 1].rpartition("-")
    return head if hyphen else slug[:length]
