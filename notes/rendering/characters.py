"""What kind of character a character is, as far as typography asks."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_EMOJI = regex.compile(r"\p{Emoji_Presentation}")
_HANGUL = regex.compile(r"\p{Script=Hangul}")
_CHINESE = regex.compile(r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]")
_UNPRINTABLE = regex.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\p{Noncharacter_Code_Point}]")
_AMBIGUOUS_MARKS = frozenset("‘’“”—…·")
"""Marks that Chinese and Latin texts share; their neighbour tells which they are."""


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
    """A Han character, a kana, or a full-width mark: text that is set without spaces (Hangul is set with them)."""
    return _CHINESE.match(character) is not None or (
        unicodedata.east_asian_width(character) in "WF" and unicodedata.category(character).startswith("P")
    )


def joins_without_space(left: str, right: str) -> bool:
    """Whether a line break between these two characters makes no space."""
    if is_chinese(left):
        return is_chinese(right) or right in _AMBIGUOUS_MARKS
    return is_chinese(right) and left in _AMBIGUOUS_MARKS


def replace_unprintable(text: str) -> str:
    """The text with the characters that no HTML may hold replaced, one for one, so that every place stays."""
    return _UNPRINTABLE.sub("\ufffd", text)


def display_width(text: str) -> int:
    """Columns that a text takes, where a Chinese character takes two and a combining mark none."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


@lru_cache(maxsize=8192)
def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
