"""Emphasis beside full-width punctuation, by the *markdown-cjk-friendly* amendment to CommonMark.

In CommonMark, `**` between full-width punctuation and a Chinese character can neither open nor close emphasis, for lack
of a space. The amendment treats a CJK character on either side like a space. Text without CJK characters is unaffected.
https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
"""

from __future__ import annotations

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline.state_inline import Scanned

from notes.rendering.characters import is_cjk

_FULL_WIDTH_QUOTES = frozenset("‘’“”")
_FULL_WIDTH_SELECTOR = "\ufe01"
"""The variation selector for the full-width form of a quotation mark."""


def scan_delimiters(source: str, start: int, end: int, can_split_word: bool) -> Scanned:
    """Whether the delimiter run at `start` can open emphasis, whether it can close it, and its length."""
    position = start
    while position < end and source[position] == source[start]:
        position += 1
    length = position - start
    if source[start] == "~" and length == 1:
        # GitHub strikes out `a~b~c`. A single tilde within a word is more often a range, as in `10~20，30~40`.
        can_split_word = False
    before, before_is_cjk = _character_before(source, start)
    after = source[position] if position < end else " "

    space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    if space_before or space_after:
        return Scanned(not space_after, not space_before, length)
    punctuation_before, punctuation_after = _is_punctuation(before), _is_punctuation(after)
    if not can_split_word:
        return Scanned(punctuation_before, punctuation_after, length)
    beside_cjk = before_is_cjk or is_cjk(after)
    return Scanned(
        beside_cjk or punctuation_before or not punctuation_after,
        beside_cjk or punctuation_after or not punctuation_before,
        length,
    )


def _character_before(source: str, start: int) -> tuple[str, bool]:
    """The character before a run, without its variation selector, and whether it counts as CJK."""
    if start == 0:
        return " ", False
    last = source[start - 1]
    if "\ufe00" <= last <= "\ufe0e" and start > 1 and not isWhiteSpace(ord(source[start - 2])):
        base = source[start - 2]
        return base, is_cjk(base) or (last == _FULL_WIDTH_SELECTOR and base in _FULL_WIDTH_QUOTES)
    is_ideographic_selector = "\U000e0100" <= last <= "\U000e01ef"
    return last, is_ideographic_selector or is_cjk(last)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)
