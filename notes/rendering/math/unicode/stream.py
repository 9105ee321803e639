"""A stream of TeX tokens that expands macros, within limits."""

from __future__ import annotations

from collections.abc import Iterable

from notes.rendering.math.normalize.definitions import COMMANDS, Macro, read_definition
from notes.rendering.math.normalize.tokens import Tokens, token_texts, tokenize

_MAX_EXPANSIONS = 1_000
_MAX_EXPANDED_TOKENS = 2_000
"""Limits of expansion, past which a macro is shown by its name: macros may grow exponentially."""

_MAX_OPTIONAL_TOKENS = 200
"""Tokens between `[` and `]`. Without a limit, many unclosed `[` would take quadratic time."""


class Stream:
    """Tokens as strings, popped from the front, without comments; a run of spaces is one space."""

    def __init__(self, tex: str, macros: Iterable[Macro] = ()) -> None:
        self._macros = {macro.name: macro for macro in macros}
        self._stack = self._without_definitions(tex)
        self._stack.reverse()
        self._expansions_left = _MAX_EXPANSIONS
        self._tokens_left = _MAX_EXPANDED_TOKENS

    def peek(self) -> str:
        """The next token after expanding macros; empty at the end."""
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
        """Skip spaces; pop the next token if it is `text`."""
        self.skip_space()
        if self.peek() != text:
            return False
        self._stack.pop()
        return True

    def raw_argument(self) -> list[str]:
        """The unexpanded tokens of the next argument: a group without its braces, or one token."""
        self._skip_raw_space()
        if not self._stack or self._stack[-1] == "}":
            return []
        first = self._stack.pop()
        return self._raw_group() if first == "{" else [first]

    def _skip_raw_space(self) -> None:
        while self._stack and self._stack[-1] == " ":
            self._stack.pop()

    def raw_optional(self) -> list[str] | None:
        """The unexpanded tokens of the next argument if it is in brackets, else None."""
        self._skip_raw_space()
        if not self._stack or self._stack[-1] != "[":
            return None
        depth = 0
        for length, text in enumerate(reversed(self._stack[-_MAX_OPTIONAL_TOKENS:])):
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
            optional = self.raw_optional()
            arguments.append(token_texts(macro.default) if optional is None else optional)
        while len(arguments) < macro.arity:
            arguments.append(self.raw_argument())
        expanded = _substitute(token_texts(macro.replacement), arguments)
        self._tokens_left -= len(expanded)
        self._stack += reversed(expanded)

    def _without_definitions(self, tex: str) -> list[str]:
        texts = token_texts(tex)
        if COMMANDS.isdisjoint(texts):
            return texts
        tokens = Tokens(tokenize(tex))
        kept: list[str] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            definition = read_definition(tokens, index) if token.text in COMMANDS else None
            if definition:
                self._macros[definition.macro.name] = definition.macro
                index = definition.next_index
                continue
            if token.text[0] != "%":
                kept.append(" " if token.is_space else token.text)
            index += 1
        return kept


def _substitute(body: list[str], arguments: list[list[str]]) -> list[str]:
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
