"""Rewrite an author's TeX to the dialect of KaTeX, token by token and independent of context."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from notes.rendering.math.normalize.rewrite_tables import (
    ARGUMENTS,
    CHARACTERS,
    DROPPED,
    PLAIN_TEX,
    REPLACED,
    TEXT_CHARACTERS,
    TEXT_COMMANDS,
)
from notes.rendering.math.normalize.tokens import Token, Tokens, tokenize, would_join

_MAX_OPERAND_TOKENS = 64
"""Tokens searched for the end of an operand without braces. Without a limit, many unfinished ones would take quadratic
time."""


@dataclass(slots=True)
class _Text:
    """A text argument that ends at the brace `closing`; `in_math` is true between dollars within it."""

    closing: int
    in_math: bool = False


def rewrite(tex: str, display: bool) -> list[Token]:
    """The tokens of `tex`, rewritten for KaTeX."""
    return _Rewriter(Tokens(tokenize(tex)), display).run()


class _Rewriter:
    def __init__(self, tokens: Tokens, display: bool) -> None:
        self.tokens = tokens
        self.display = display
        self.output: list[Token] = []
        self.texts: list[_Text] = []
        self.before: defaultdict[int, str] = defaultdict(str)
        self.after: defaultdict[int, str] = defaultdict(str)
        self.replaced: dict[int, str] = {}

    def run(self) -> list[Token]:
        index, end = 0, len(self.tokens)
        while index < end:
            next_index = self._step(index)
            if self.after:
                for passed in range(index, next_index):
                    if passed in self.after:
                        self._write(self.after[passed], passed)
            index = next_index
        return self.output

    def _step(self, index: int) -> int:
        text = self.tokens.text(index)
        if self.texts and index == self.texts[-1].closing:
            self.texts.pop()
        if index in self.before:
            self._write(self.before[index], index)
        if index in self.replaced:
            return self._write(self.replaced[index], index)
        if text[0] == "%":
            # Without its text, since TeX that is added after the formula would become part of the comment.
            return self._write("%\n", index)
        if self.texts and not self.texts[-1].in_math:
            return self._rewrite_text(index, text)
        return self._rewrite_math(index, text)

    def _rewrite_text(self, index: int, text: str) -> int:
        if text == "$":
            self.texts[-1].in_math = True
        elif text in TEXT_COMMANDS:
            return self._text_command(index)
        elif text in TEXT_CHARACTERS and not (text == "#" and self.tokens.text(index + 1).isdigit()):
            return self._write(TEXT_CHARACTERS[text], index)
        return self._copy(index)

    def _rewrite_math(self, index: int, text: str) -> int:
        if text == "$" and self.texts:
            self.texts[-1].in_math = False
        elif text in _COMMANDS:
            return _COMMANDS[text](self, index)
        elif text in CHARACTERS:
            return self._write(CHARACTERS[text], index)
        return self._copy(index)

    def _copy(self, index: int) -> int:
        token = self.tokens[index]
        if self.output and would_join(self.output[-1].text, token.text):
            # What was between the two, such as a zero-width space, was removed. They must not become one command.
            self.output.append(Token(" ", token.origin, is_verbatim=False))
        self.output.append(token)
        return index + 1

    def _write(self, text: str, index: int) -> int:
        if text:
            if self.output and would_join(self.output[-1].text, text):
                text = f" {text}"
            origin = self.tokens[index].origin
            self.output += (Token(part.text, origin, is_verbatim=False) for part in tokenize(text))
        return index + 1

    def _text_command(self, index: int) -> int:
        name = self.tokens.text(index)
        opening = self.tokens.skip_space(index + 1)
        if name == r"\tag" and self.tokens.text(opening) == "*":
            opening = self.tokens.skip_space(opening + 1)
        closing = self.tokens.closing(opening)
        if closing is not None:
            self.texts.append(_Text(closing))
        if TEXT_COMMANDS[name] == name:
            return self._copy(index)
        return self._write(TEXT_COMMANDS[name], index)

    def _drop(self, index: int) -> int:
        after = index + 1
        for _ in range(DROPPED[self.tokens.text(index)]):
            if argument := self.tokens.argument(after):
                after = argument[2]
        return after

    def _replace(self, index: int) -> int:
        return self._write(REPLACED[self.tokens.text(index)], index)

    def _column_span(self, index: int) -> int:
        r"""Rewrite `\multicolumn{2}{c}{x}` as `{x}`."""
        after = index + 1
        for _ in range(2):
            if argument := self.tokens.argument(after):
                after = argument[2]
        return after

    def _plain_tex(self, index: int) -> int:
        """Rewrite a command of plain TeX as an environment."""
        opening = self.tokens.skip_space(index + 1)
        closing = self.tokens.closing(opening)
        if closing is None:
            return self._copy(index)
        environment = PLAIN_TEX[self.tokens.text(index)]
        self.replaced[opening] = rf"\begin{{{environment}}}"
        self.replaced[closing] = rf"\end{{{environment}}}"
        return opening

    def _brace_operand(self, index: int) -> int:
        r"""Rewrite `x_\hat\theta` as `x_{\hat\theta}`: KaTeX needs braces around a command with arguments."""
        start = self.tokens.skip_space(index + 1)
        if self.tokens.text(start) in ARGUMENTS:
            end = self._operand_end(start)
            if end is not None:
                self.before[start] += "{"
                self.after[end - 1] += "}"
        return self._copy(index)

    def _operand_end(self, index: int) -> int | None:
        missing = 1
        for _ in range(_MAX_OPERAND_TOKENS):
            index = self.tokens.skip_space(index)
            text = self.tokens.text(index)
            if text in ("", "}"):
                return None
            if text == r"\sqrt" and (root := self.tokens.optional(index + 1)):
                index = root[2] - 1
            closing = self.tokens.closing(index) if text == "{" else index
            if closing is None:
                return None
            index = closing + 1
            missing += ARGUMENTS.get(text, 0) - 1
            if not missing:
                return index
        return None

    def _operator(self, index: int) -> int:
        r"""In a display formula, set the subscript of `\mathop{…}` below it, as TeX does."""
        argument = self.tokens.argument(index + 1)
        if self.display and argument and self.tokens.text(self.tokens.skip_space(argument[2])) in ("_", "^"):
            self.after[argument[2] - 1] += r"\limits"
        return self._brace_operand(index)


_BRACED_OPERAND = ("_", "^", *(name for name, count in ARGUMENTS.items() if count == 1 and name not in TEXT_COMMANDS))

_COMMANDS: dict[str, Callable[[_Rewriter, int], int]] = {
    **dict.fromkeys(_BRACED_OPERAND, _Rewriter._brace_operand),
    **dict.fromkeys(TEXT_COMMANDS, _Rewriter._text_command),
    **dict.fromkeys(DROPPED, _Rewriter._drop),
    **dict.fromkeys(REPLACED, _Rewriter._replace),
    **dict.fromkeys(PLAIN_TEX, _Rewriter._plain_tex),
    r"\multicolumn": _Rewriter._column_span,
    r"\mathop": _Rewriter._operator,
}
