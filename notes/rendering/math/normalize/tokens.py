"""Split TeX into tokens with their offsets in the author's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      \\verb\*?(?P<quote>[^A-Za-z*\s]).*?(?P=quote)   # \verb|verbatim|
    | \\(?:[A-Za-z@]+|.)                              # a command
    | %[^\n]*\n?                                      # a comment with its line end
    | [ \t\r\n]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)

_MAX_OPTIONAL_TOKENS = 200
"""Tokens (a group counts as one) between `[` and `]`. Without a limit, many unclosed `[` would take quadratic time."""

_SPACES = " \t\r\n%"


class Token(NamedTuple):
    """A command, a comment, a run of spaces or one character.

    `origin` is the offset in the author's TeX that the token comes from. If `is_verbatim`, `text` occurs there
    unchanged, so that offsets within the token are offsets there.
    """

    text: str
    origin: int
    is_verbatim: bool = True

    @property
    def is_space(self) -> bool:
        """Whether TeX skips the token as space; true for a comment."""
        return self.text[0] in _SPACES


def tokenize(tex: str) -> list[Token]:
    return [Token(match[0], match.start()) for match in _TOKEN.finditer(tex)]


def token_texts(tex: str) -> list[str]:
    """The tokens as strings, without comments; a run of spaces is one space."""
    texts = (match[0] for match in _TOKEN.finditer(tex))
    return [" " if text[0] in _SPACES else text for text in texts if text[0] != "%"]


class Tokens:
    """A sequence of tokens with its braces paired, so that finding the end of a group takes constant time."""

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
        """The text of the token at `index`, empty past the end."""
        return self._tokens[index].text if index < len(self._tokens) else ""

    def join(self, start: int, end: int) -> str:
        """The TeX of the tokens from `start` up to `end`."""
        return "".join(token.text for token in self._tokens[start:end])

    def skip_space(self, index: int) -> int:
        while index < len(self._tokens) and self._tokens[index].is_space:
            index += 1
        return index

    def closing(self, index: int) -> int | None:
        """The index of the brace that closes the one at `index`; None if unmatched."""
        return self._closing.get(index)

    def argument(self, index: int) -> tuple[int, int, int] | None:
        """The mandatory argument at or after `index`: the start and end of its content, and the index after it.

        The argument is a group, whose content excludes the braces, or one token. None at a closing brace or the end.
        """
        index = self.skip_space(index)
        text = self.text(index)
        if text == "{":
            closing = self.closing(index)
            return None if closing is None else (index + 1, closing, closing + 1)
        return None if text in ("", "}") else (index, index + 1, index + 1)

    def optional(self, index: int) -> tuple[int, int, int] | None:
        """The optional argument `[…]` at or after `index`, returned like `argument`; None if there is none."""
        index = self.skip_space(index)
        if self.text(index) != "[":
            return None
        end = index + 1
        for _ in range(_MAX_OPTIONAL_TOKENS):
            text = self.text(end)
            if text == "]":
                return index + 1, end, end + 1
            closing = self.closing(end) if text == "{" else end
            if text in ("", "}") or closing is None:
                return None
            end = closing + 1
        return None


def would_join(left: str, right: str) -> bool:
    r"""Whether `right` directly after the token `left` would be read as another command, as `\alpha` and `b`."""
    return left[:1] == "\\" and len(left) > 1 and _is_letter(left[-1]) and _is_letter(right[0])


def is_command(text: str) -> bool:
    return len(text) > 1 and text[0] == "\\"


def _is_letter(character: str) -> bool:
    return (character.isascii() and character.isalpha()) or character == "@"


def _pair_braces(tokens: Sequence[Token]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.text == "{":
            stack.append(index)
        elif token.text == "}" and stack:
            pairs[stack.pop()] = index
    return pairs
