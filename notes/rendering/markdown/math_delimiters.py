r"""Find the formulas of a text: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and `\begin{env}…\end{env}`.

All delimiters are indexed in one pass; each query then takes logarithmic time. So a text with many openers and no
closers takes no longer than any other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from notes.rendering.markdown.math_or_money import is_escaped_bracket, is_math

_ENVIRONMENT_NAMES = """
    equation align gather multline alignat flalign eqnarray aligned gathered alignedat split subequations
    cases dcases rcases displaymath array darray matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix CD
"""
ENVIRONMENTS = frozenset(name + star for name in _ENVIRONMENT_NAMES.split() for star in ("", "*"))
"""Environments that are display formulas without delimiters around them."""

MAX_INLINE_LENGTH = 5_000
"""Characters of a `$…$`. Dollars further apart are not a pair."""

MAX_DISPLAY_LENGTH = 50_000
"""Characters of a display formula, more than may be typeset. Delimiters further apart are not a pair."""

_TOKEN = re.compile(r"(?P<escaped>\\[^\n])|(?P<code>`+)|[$]|[{}]")
_ENVIRONMENT = re.compile(r"\\(begin|end)[ \t]*\{([A-Za-z]+\*?)\}")


@dataclass(frozen=True, slots=True)
class DelimitedMath:
    """A formula with its delimiters, `text[start:end]`, and its TeX, `text[tex_start:tex_end]`."""

    start: int
    end: int
    tex_start: int
    tex_end: int
    display: bool
    environment: str = ""


class MathDelimiters:
    """Finds the formulas of one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def at(self, position: int, limit: int) -> DelimitedMath | None:
        """The formula that opens at `position` and ends no later than `limit`."""
        if self.text[position] == "$":
            found = self._display_dollars(position) if self.text.startswith("$$", position) else self._dollars(position)
        else:
            found = self._backslash(position)
        return found if found and found.end <= limit else None

    def display_at(self, position: int) -> DelimitedMath | None:
        """The display formula that opens at `position`."""
        if self.text.startswith("$$", position):
            return self._display_dollars(position)
        if self.text.startswith(("\\[", "\\begin"), position):
            return self._backslash(position)
        return None

    def _dollars(self, position: int) -> DelimitedMath | None:
        closer = self._closing_dollar.get(position)
        if closer is None or closer - position > MAX_INLINE_LENGTH:
            return None
        if not is_math(self.text[position + 1 : closer], self.text[closer + 1 : closer + 2]):
            return None
        return DelimitedMath(position, closer + 1, position + 1, closer, display=False)

    def _display_dollars(self, position: int) -> DelimitedMath | None:
        if self.text.startswith("$$$", position):
            return None
        index = bisect_left(self._double_dollars, position + 2)
        if index == len(self._double_dollars):
            return None
        closer = self._double_dollars[index]
        if closer - position > MAX_DISPLAY_LENGTH or self._has_dollars_between(position, closer):
            return None
        return self._display(position, position + 2, closer)

    def _has_dollars_between(self, opener: int, closer: int) -> bool:
        r"""Whether there are dollars between the two delimiters outside of braces, so that they are not a pair.

        In a display formula, TeX allows dollars only within the braces of a `\text{…}`.
        """
        positions, depths = self._dollar_positions
        first, last = bisect_left(positions, opener), bisect_left(positions, closer)
        return any(depths[index] <= depths[first] for index in range(first + 2, last))

    def _backslash(self, position: int) -> DelimitedMath | None:
        opener = self.text[position + 1 : position + 2]
        if opener == "b":
            return self._environments.get(position)
        if opener not in ("(", "["):
            return None
        closers = self._closing_brackets[opener]
        index = bisect_left(closers, position + 2)
        if index == len(closers):
            return None
        closer = closers[index]
        longest = MAX_DISPLAY_LENGTH if opener == "[" else MAX_INLINE_LENGTH
        if closer - position > longest or is_escaped_bracket(self.text[position + 2 : closer]):
            return None
        if opener == "[":
            return self._display(position, position + 2, closer)
        return DelimitedMath(position, closer + 2, position + 2, closer, display=False)

    def _display(self, start: int, tex_start: int, tex_end: int) -> DelimitedMath | None:
        if not self.text[tex_start:tex_end].strip():
            return None
        return DelimitedMath(start, tex_end + 2, tex_start, tex_end, display=True)

    @cached_property
    def _dollar_positions(self) -> tuple[list[int], list[int]]:
        """The offsets of dollars that are neither escaped nor in code, and the depth in braces of each."""
        positions, depths, depth, position = [], [], 0, 0
        while match := _TOKEN.search(self.text, position):
            position = match.end()
            if match["code"]:
                position = self.end_of_code(match.start(), match.end())
            elif match[0] == "$":
                positions.append(match.start())
                depths.append(depth)
            elif not match["escaped"]:
                depth += 1 if match[0] == "{" else -1
        return positions, depths

    def end_of_code(self, start: int, end: int) -> int:
        """The end of the code span that the backticks `start:end` open, or `end` if it is not closed on the same line.

        The opening backticks may be the rest of a run whose first one is escaped. The closing run must be whole.
        """
        runs = self._backtick_runs.get(end - start, [])
        index = bisect_left(runs, end)
        if index == len(runs) or "\n" in self.text[end : runs[index]]:
            return end
        return runs[index] + end - start

    @cached_property
    def _backtick_runs(self) -> dict[int, list[int]]:
        """The offsets of runs of backticks, by their length."""
        runs: dict[int, list[int]] = {}
        for match in re.finditer("`+", self.text):
            runs.setdefault(len(match[0]), []).append(match.start())
        return runs

    @cached_property
    def _closing_dollar(self) -> dict[int, int]:
        r"""For each dollar, the next one that is not deeper in braces; if there is none, the next one.

        So the dollars within `$f = \text{if $x > 0$}$` do not close it, and an unmatched brace breaks one formula only.
        """
        positions, depths = self._dollar_positions
        closing: dict[int, int] = {}
        stack: list[int] = []
        for index in range(len(positions) - 1, -1, -1):
            while stack and depths[stack[-1]] > depths[index]:
                stack.pop()
            if stack:
                closing[positions[index]] = positions[stack[-1]]
            elif index + 1 < len(positions):
                closing[positions[index]] = positions[index + 1]
            stack.append(index)
        return closing

    @cached_property
    def _double_dollars(self) -> list[int]:
        positions, _ = self._dollar_positions
        doubles, index = [], 0
        while index + 1 < len(positions):
            if positions[index] + 1 == positions[index + 1]:
                doubles.append(positions[index])
                index += 1
            index += 1
        return doubles

    @cached_property
    def _closing_brackets(self) -> dict[str, list[int]]:
        closers: dict[str, list[int]] = {"(": [], "[": []}
        for match in re.finditer(r"\\[^\n]", self.text):
            if match[0] == "\\)":
                closers["("].append(match.start())
            elif match[0] == "\\]":
                closers["["].append(match.start())
        return closers

    @cached_property
    def _environments(self) -> dict[int, DelimitedMath]:
        found: dict[int, DelimitedMath] = {}
        opened: dict[str, list[int]] = {}
        for match in _ENVIRONMENT.finditer(self.text):
            kind, name = match.groups()
            if name not in ENVIRONMENTS:
                continue
            if kind == "begin":
                opened.setdefault(name, []).append(match.start())
            elif opened.get(name):
                start = opened[name].pop()
                found[start] = DelimitedMath(start, match.end(), start, match.end(), display=True, environment=name)
        return found
