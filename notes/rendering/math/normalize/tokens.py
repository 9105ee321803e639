"""TeX as tokens that know where they stand in the author's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      \\verb\*?(?P<quote>[^A-Za-z*\s]).*?(?P=quote)   # \verb|as it is|
    | \\(?:[A-Za-z@]+|.)                              # a command
    | %[^\n]*\n?                                      # a comment and the line end it swallows
    | [ \t\r\n]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)

_LONGEST_OPTIONAL = 200
"""Tokens (a group counting as one) between `[` and `]`. The bound keeps a row of unclosed ones from costing quadratic
time."""

_SPACES = " \t\r\n%"


class Token(NamedTuple):
    """A command, a comment, a run of spaces or one character.

    `origin` is its offset in the author's TeX; `copied` says that it stands there as it is, so that offsets within it
    are offsets there.
    """

    text: str
    origin: int
    copied: bool = True

    @property
    def is_space(self) -> bool:
        """Whether it is nothing but space, as a comment is too."""
        return self.text[0] in _SPACES


def tokenize(tex: str) -> list[Token]:
    return [Token(match[0], match.start()) for match in _TOKEN.finditer(tex)]


def texts(tex: str) -> list[str]:
    """The tokens as plain strings; comments are gone, a run of spaces is one space."""
    found = (match[0] for match in _TOKEN.finditer(tex))
    return [" " if text[0] in _SPACES else text for text in found if text[0] != "%"]


class Tokens:
    """A row of tokens, its braces paired beforehand so that no reader ever searches for an end twice."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._closing = _pair_braces(tokens)

    def __len__(self) -> int:
        return len(self._tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens)

    def __getitem__(self, index: int) -> Token:
        return self._tokens[index]

    def text(self, index: int) -> str:
        """The text at `index`, empty past the end."""
        return self._tokens[index].text if index < len(self._tokens) else ""

    def joined(self, begin: int, end: int) -> str:
        """The TeX from `begin` up to `end`."""
        return "".join(token.text for token in self._tokens[begin:end])

    def skip_space(self, index: int) -> int:
        while index < len(self._tokens) and self._tokens[index].is_space:
            index += 1
        return index

    def closing(self, index: int) -> int | None:
        """The index of the brace that closes the one at `index`, if both are there."""
        return self._closing.get(index)

    def argument(self, index: int) -> tuple[int, int, int] | None:
        """The argument that begins at or after `index`: its content from, its content to, and the index after it.

        A group without its braces, or else one token; None where nothing or only a closing brace is left.
        """
        index = self.skip_space(index)
        text = self.text(index)
        if text == "{":
            closing = self.closing(index)
            return None if closing is None else (index + 1, closing, closing + 1)
        return None if text in ("", "}") else (index, index + 1, index + 1)

    def optional(self, index: int) -> tuple[int, int, int] | None:
        """The `[…]` that begins at or after `index`, like `argument`; None where there is none."""
        index = self.skip_space(index)
        if self.text(index) != "[":
            return None
        end = index + 1
        for _ in range(_LONGEST_OPTIONAL):
            text = self.text(end)
            if text == "]":
                return index + 1, end, end + 1
            closing = self.closing(end) if text == "{" else end
            if text in ("", "}") or closing is None:
                return None
            end = closing + 1
        return None


def would_join(left: str, right: str) -> bool:
    r"""Whether `right`, written straight after the token `left`, would make another command of it: `\alpha` and `b`."""
    return left[:1] == "\\" and len(left) > 1 and _is_letter(left[-1]) and _is_letter(right[0])


def is_command(text: str) -> bool:
    return len(text) > 1 and text[0] == "\\"


def _is_letter(character: str) -> bool:
    return (character.isascii() and character.isalpha()) or character == "@"


def _pair_braces(tokens: Sequence[Token]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    open_: list[int] = []
    for index, token in enumerate(tokens):
        if token.text == "{":
            open_.append(index)
        elif token.text == "}" and open_:
            pairs[open_.pop()] = index
    return pairs
