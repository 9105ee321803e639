"""A stream of TeX tokens with the note's macros expanded on the way, as far as a budget goes."""

from __future__ import annotations

from collections.abc import Iterable

from notes.rendering.math.normalize import definitions
from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.normalize.tokens import Tokens, texts, tokenize

_MAX_EXPANSIONS = 1_000
_MAX_EXPANDED_TOKENS = 2_000
"""Past these a macro is shown by its name: a formula that doubles itself thirty times would fill the memory."""

_LONGEST_OPTIONAL = 200
"""Tokens between `[` and `]`, so that a row of unclosed ones costs linear time."""


class Stream:
    """Tokens as plain strings, popped from the front; comments are gone, a run of spaces is one space."""

    def __init__(self, tex: str, macros: Iterable[Macro] = ()) -> None:
        self._macros = {macro.name: macro for macro in macros}
        self._stack = self._without_definitions(tex)
        self._stack.reverse()
        self._expansions_left = _MAX_EXPANSIONS
        self._tokens_left = _MAX_EXPANDED_TOKENS

    def peek(self) -> str:
        """The next token that is not a macro of the note; empty at the end."""
        while self._stack and (macro := self._macros.get(self._stack[-1])) and self._may_expand(macro):
            self._expand(macro)
        return self._stack[-1] if self._stack else ""

    def pop(self) -> str:
        text = self.peek()
        if self._stack:
            self._stack.pop()
        return text

    def skip_space(self) -> None:
        while self.peek() == " ":
            self._stack.pop()

    def pop_if(self, text: str) -> bool:
        """Pop the next token, spaces before it aside, if it is `text`."""
        self.skip_space()
        if self.peek() != text:
            return False
        self._stack.pop()
        return True

    def raw_argument(self) -> list[str]:
        """The tokens of the next argument, as they are: a group without its braces, or one token."""
        self._skip_raw_space()
        if not self._stack or self._stack[-1] == "}":
            return []
        first = self._stack.pop()
        return self._raw_group() if first == "{" else [first]

    def _skip_raw_space(self) -> None:
        while self._stack and self._stack[-1] == " ":
            self._stack.pop()

    def raw_optional(self) -> list[str] | None:
        """The tokens between the brackets that come next, or None. What comes next is not expanded to find out."""
        self._skip_raw_space()
        if not self._stack or self._stack[-1] != "[":
            return None
        depth = 0
        for length, text in enumerate(reversed(self._stack[-_LONGEST_OPTIONAL:])):
            depth += (text == "{") - (text == "}")
            if depth < 0:
                return None
            if depth == 0 and text == "]":
                found = self._stack[-length:-1][::-1]
                del self._stack[-length - 1 :]
                return found
        return None

    def _raw_group(self) -> list[str]:
        found: list[str] = []
        depth = 1
        while self._stack:
            text = self._stack.pop()
            depth += (text == "{") - (text == "}")
            if not depth:
                break
            found.append(text)
        return found

    def _may_expand(self, macro: Macro) -> bool:
        return macro.is_plain and self._expansions_left > 0 and self._tokens_left > 0

    def _expand(self, macro: Macro) -> None:
        self._expansions_left -= 1
        self._stack.pop()
        arguments: list[list[str]] = []
        if macro.default is not None:
            given = self.raw_optional()
            arguments.append(texts(macro.default) if given is None else given)
        while len(arguments) < macro.arity:
            arguments.append(self.raw_argument())
        expanded = _substituted(texts(macro.meaning), arguments)
        self._tokens_left -= len(expanded)
        self._stack += reversed(expanded)

    def _without_definitions(self, tex: str) -> list[str]:
        plain = texts(tex)
        if definitions.COMMANDS.isdisjoint(plain):
            return plain
        row = Tokens(tokenize(tex))
        kept: list[str] = []
        index = 0
        while index < len(row):
            token = row[index]
            found = definitions.read(row, index) if token.text in definitions.COMMANDS else None
            if found:
                self._macros[found.macro.name] = found.macro
                index = found.after
                continue
            if token.text[0] != "%":
                kept.append(" " if token.is_space else token.text)
            index += 1
        return kept


def _substituted(body: list[str], arguments: list[list[str]]) -> list[str]:
    expanded: list[str] = []
    index = 0
    while index < len(body):
        number = body[index + 1] if body[index] == "#" and index + 1 < len(body) else ""
        if number.isdigit() and 0 < int(number) <= len(arguments):
            expanded += arguments[int(number) - 1]
            index += 2
        else:
            expanded.append(body[index])
            index += 1
    return expanded
