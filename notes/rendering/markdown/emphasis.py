"""Emphasis that works beside full-width punctuation, by the published *markdown-cjk-friendly* amendment.

CommonMark takes `**` between a full-width mark and a Chinese character for neither an opener nor a closer, since there
is no space; the amendment (CommonMark discussion 650) lets a CJK character on either side do the space's work.
Text without CJK characters is not affected. https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
"""

from __future__ import annotations

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline.state_inline import Scanned

from notes.rendering.characters import is_cjk

_FULL_WIDTH_QUOTES = frozenset("‘’“”")
_FULL_WIDTH_SELECTOR = "\ufe01"
"""After a quotation mark it asks for the mark's full-width form."""


def scan_delimiters(source: str, start: int, end: int, can_split_word: bool) -> Scanned:
    """Whether the run of markers at `start` may open, may close, and how long it is."""
    position = start
    while position < end and source[position] == source[start]:
        position += 1
    length = position - start
    if source[start] == "~" and length == 1:
        # GitHub strikes `a~b~c` out; in `10~20，30~40` the tildes are ranges, so a single one never splits a word.
        can_split_word = False
    before, before_is_cjk = _before(source, start)
    after = source[position] if position < end else " "

    space_before, space_after = isWhiteSpace(ord(before)), isWhiteSpace(ord(after))
    if space_before or space_after:
        return Scanned(not space_after, not space_before, length)
    mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
    if not can_split_word:
        return Scanned(mark_before, mark_after, length)
    beside_cjk = before_is_cjk or is_cjk(after)
    return Scanned(
        beside_cjk or mark_before or not mark_after,
        beside_cjk or mark_after or not mark_before,
        length,
    )


def _before(source: str, start: int) -> tuple[str, bool]:
    """The character before a run, variation selectors looked through, and whether it counts as CJK."""
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
