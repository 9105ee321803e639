"""How far a display formula that opens in a block may reach: past which lines, and to where.

Block rules ask line by line, before inline text exists, whether a formula opened on this line closes further down. The
lines between are then its own, whatever they look like: `- \\log p` is no list and `= 0` underlines no heading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from markdown_it.rules_block import StateBlock

from notes.rendering.markdown.math_delimiters import DelimitedMath, MathDelimiters

MAX_BLANK_LINES = 3
"""Blank lines forgiven within a formula; past them its opener is plain text, so that a lost `$$` costs little."""

_OPENER = re.compile(r"\\[^\n]|`+|\$+")
_MAY_OPEN = re.compile(r"\$\$|\\\[|\\begin")
_NEVER_IN_TEX = re.compile(r"[ \t>]*(?:`{3}|~{3}|#{1,6}[ \t])")


class MathSpans:
    """What block rules need to know of the whole source to follow display formulas through it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.delimiters = MathDelimiters(source)
        self._too_short: dict[tuple[int, int], int] = {}

    @classmethod
    def of(cls, state: StateBlock) -> MathSpans:
        """The landmarks of a parse, made when the first rule asks for them."""
        landmarks = state.env.get("landmarks")
        if not isinstance(landmarks, cls):
            landmarks = state.env["landmarks"] = cls(state.src)
        return landmarks

    def closed_in(
        self, state: StateBlock, line: int, position: int, end_line: int, indent: int
    ) -> tuple[DelimitedMath, int] | None:
        """The display formula that opens at `position` on `line`, with the line it closes on.

        It must close within its container, whose content is indented by `indent` and ends before `end_line`.
        """
        found = self.delimiters.display_at(position)
        if found is None:
            return None
        last = self.line_at(found.end - 1)
        if last >= end_line or not self._may_span(line, last) or not self._contains(state, line, last, indent):
            return None
        return found, last

    def last_line(self, state: StateBlock, line: int, end_line: int) -> int:
        """The line on which the last formula opened on `line` closes: `line` itself if none is left open."""
        position = state.bMarks[line] + state.tShift[line]
        if not _MAY_OPEN.search(self.source, position, state.eMarks[line]):
            return line
        while match := _OPENER.search(self.source, position, state.eMarks[line]):
            position = match.end()
            if match[0].startswith("`"):
                position = min(self.delimiters.end_of_code(match.start(), match.end()), state.eMarks[line])
            elif inline := self.delimiters.at(match.start(), state.eMarks[line]) if match[0][0] in "$\\" else None:
                position = inline.end
            elif closed := self.closed_in(state, line, match.start(), end_line, state.blkIndent):
                position, line = closed[0].end, closed[1]
        return line

    def line_at(self, position: int) -> int:
        return bisect_right(self._line_starts, position) - 1

    def _may_span(self, first: int, last: int) -> bool:
        """Whether the lines between could all be TeX: few are blank, none begins a fence or a heading."""
        blank, foreign = self._counts
        return blank[last] - blank[first] <= MAX_BLANK_LINES and foreign[last] == foreign[first]

    def _contains(self, state: StateBlock, first: int, last: int, indent: int) -> bool:
        """Whether the container goes on through these lines; after a blank line no lazy line belongs to it.

        A failure is remembered for the openers that follow, which would walk the same lines to the same end.
        """
        if self._too_short.get((last, indent), -1) > first:
            return False
        blank_line = -1
        for line in range(first + 1, last + 1):
            if state.isEmpty(line):
                blank_line = line
            elif blank_line >= 0 and state.sCount[line] < indent:
                self._too_short[last, indent] = blank_line
                return False
        return True

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.source))]

    @cached_property
    def _counts(self) -> tuple[list[int], list[int]]:
        """For every line, how many before it and including it are blank, and how many no TeX contains."""
        lines = self.source.split("\n")
        blank = accumulate(int(not line.strip(" \t>")) for line in lines)
        foreign = accumulate(int(_NEVER_IN_TEX.match(line) is not None) for line in lines)
        return list(blank), list(foreign)
