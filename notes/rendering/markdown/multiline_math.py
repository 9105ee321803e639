r"""Find the lines that a display formula spans, for block rules.

Block rules run line by line, before inline content is parsed. They need to know whether a formula opened on a line
closes on a later one, since the lines between belong to it: `- \log p` is not a list and `= 0` not an underline.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from markdown_it.rules_block import StateBlock

from notes.rendering.markdown.math_delimiters import DelimitedMath, MathDelimiters

MAX_BLANK_LINES = 3
"""Blank lines in a formula. With more, the opener is text, so that an unmatched `$$` does not consume the note."""

_OPENER = re.compile(r"\\[^\n]|`+|\$+")
_MAY_OPEN = re.compile(r"\$\$|\\\[|\\begin")
_NEVER_IN_TEX = re.compile(r"[ \t>]*(?:`{3}|~{3}|#{1,6}[ \t])")


class MathSpans:
    """Finds the lines that display formulas of one source span."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.delimiters = MathDelimiters(source)
        self._too_short: dict[tuple[int, int], int] = {}

    @classmethod
    def of(cls, state: StateBlock) -> MathSpans:
        """The instance of a parse, created on first use."""
        math_spans = state.env.get("math_spans")
        if not isinstance(math_spans, cls):
            math_spans = state.env["math_spans"] = cls(state.src)
        return math_spans

    def find_span(
        self, state: StateBlock, line: int, position: int, end_line: int, indent: int
    ) -> tuple[DelimitedMath, int] | None:
        """The display formula that opens at `position` on `line`, and the line that it closes on.

        It must close within its container, whose content has the indent `indent` and ends before `end_line`.
        """
        found = self.delimiters.display_at(position)
        if found is None:
            return None
        last = self.line_at(found.end - 1)
        if last >= end_line or not self._may_span(line, last) or not self._contains(state, line, last, indent):
            return None
        return found, last

    def last_line(self, state: StateBlock, line: int, end_line: int) -> int:
        """The line on which the last formula opened on `line` closes; `line` itself if none is left open."""
        position = state.bMarks[line] + state.tShift[line]
        if not _MAY_OPEN.search(self.source, position, state.eMarks[line]):
            return line
        while match := _OPENER.search(self.source, position, state.eMarks[line]):
            position = match.end()
            if match[0].startswith("`"):
                position = min(self.delimiters.end_of_code(match.start(), match.end()), state.eMarks[line])
            elif inline := self.delimiters.at(match.start(), state.eMarks[line]) if match[0][0] in "$\\" else None:
                position = inline.end
            elif span := self.find_span(state, line, match.start(), end_line, state.blkIndent):
                position, line = span[0].end, span[1]
        return line

    def line_at(self, position: int) -> int:
        return bisect_right(self._line_starts, position) - 1

    def _may_span(self, first: int, last: int) -> bool:
        """Whether the lines can all be TeX: few are blank, and none begins a fence or a heading."""
        blank, foreign = self._counts
        return blank[last] - blank[first] <= MAX_BLANK_LINES and foreign[last] == foreign[first]

    def _contains(self, state: StateBlock, first: int, last: int, indent: int) -> bool:
        """Whether the lines are all in the same container. After a blank line, that needs its indent.

        A failure is cached for the openers that follow, which would visit the same lines.
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
        """For each line, the number of lines up to it that are blank, and of those that cannot be TeX."""
        lines = self.source.split("\n")
        blank = accumulate(int(not line.strip(" \t>")) for line in lines)
        foreign = accumulate(int(_NEVER_IN_TEX.match(line) is not None) for line in lines)
        return list(blank), list(foreign)
