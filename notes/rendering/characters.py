"""Properties of characters: script, display width, validity in HTML."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_EMOJI = regex.compile(r"\p{Emoji_Presentation}")
_HANGUL = regex.compile(r"\p{Script=Hangul}")
_CHINESE = regex.compile(r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]")
_UNPRINTABLE = regex.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\p{Noncharacter_Code_Point}]")
_AMBIGUOUS_PUNCTUATION = frozenset("‘’“”—…·")
"""Punctuation that Chinese and Latin text share; its neighbor decides which it is."""


@lru_cache(maxsize=8192)
def is_cjk(character: str) -> bool:
    """Whether the *markdown-cjk-friendly* amendment counts this as a CJK character."""
    if character < "\u1100":
        return False
    if unicodedata.east_asian_width(character) in "WFH":
        return not _EMOJI.match(character)
    return _HANGUL.match(character) is not None


@lru_cache(maxsize=8192)
def is_chinese(character: str) -> bool:
    """Whether text is set without spaces beside it: Han, kana and full-width punctuation, but not Hangul."""
    return _CHINESE.match(character) is not None or (
        unicodedata.east_asian_width(character) in "WF" and unicodedata.category(character).startswith("P")
    )


def joins_without_space(left: str, right: str) -> bool:
    """Whether a line break between these two characters is not rendered as a space."""
    if is_chinese(left):
        return is_chinese(right) or right in _AMBIGUOUS_PUNCTUATION
    return is_chinese(right) and left in _AMBIGUOUS_PUNCTUATION


def replace_unprintable(text: str) -> str:
    """The text with characters that are invalid in HTML replaced one for one, so that offsets do not change."""
    return _UNPRINTABLE.sub("\ufffd", text)


def display_width(text: str) -> int:
    """The width in columns: two for a Chinese character, none for a combining mark."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


@lru_cache(maxsize=8192)
def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
