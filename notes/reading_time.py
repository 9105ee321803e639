"""Estimate how long a text takes to read."""

from __future__ import annotations

import regex

CJK_CHARACTERS_PER_MINUTE = 350
LATIN_WORDS_PER_MINUTE = 200

CJK_CHARACTER = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
OTHER_WORD = regex.compile(r"[[\p{L}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]+", regex.VERSION1)


def reading_minutes(plain_text: str) -> int:
    """The reading time in whole minutes, at least one.

    The speeds are at the low end of published measurements, since study notes read slower than news.
    """
    characters = len(CJK_CHARACTER.findall(plain_text))
    words = len(OTHER_WORD.findall(plain_text))
    return max(1, round(characters / CJK_CHARACTERS_PER_MINUTE + words / LATIN_WORDS_PER_MINUTE))
