r"""Read macro definitions, such as `\newcommand` and `\def`, and write them for KaTeX.

KaTeX rejects a `\newcommand` with an existing name or an optional argument. So definitions are written as `\def`, and
an optional argument is implemented as in LaTeX itself, with `\@ifnextchar`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from notes.rendering.math.normalize.tokens import Tokens, is_command

_NEWCOMMANDS = (r"\newcommand", r"\renewcommand", r"\providecommand", r"\DeclareRobustCommand")
_DEFS = (r"\def", r"\gdef", r"\edef", r"\xdef")
_OPERATORS = (r"\DeclareMathOperator",)
_LETS = (r"\let",)
COMMANDS = frozenset((*_NEWCOMMANDS, *_DEFS, *_OPERATORS, *_LETS))

_PLAIN_PARAMETERS = re.compile(r"(?:#[1-9])*")
_MAX_PARAMETER_TOKENS = 40
r"""Tokens between the name and the body of a `\def`. Many unfinished ones would take quadratic time otherwise."""


@dataclass(frozen=True, slots=True)
class Macro:
    r"""A command and its definition.

    `parameters` is the parameter text of a `\def`, such as `#1#2`; `default` is the default of an optional first
    argument. `weak` is true for `\providecommand`, which does not replace an existing definition. For `\let`,
    `is_alias` is true and `body` is the command that it copies. For `\DeclareMathOperator`, `operator` is the command
    that typesets the body.
    """

    name: str
    parameters: str
    body: str
    default: str | None = None
    weak: bool = False
    is_alias: bool = False
    operator: str = ""

    @property
    def arity(self) -> int:
        return self.parameters.count("#")

    @property
    def is_plain(self) -> bool:
        """Whether the arguments follow directly, without delimiters to match."""
        return _PLAIN_PARAMETERS.fullmatch(self.parameters) is not None

    def around_body(self) -> tuple[str, str]:
        """The TeX before and after the body in a definition for KaTeX."""
        if self.is_alias:
            return rf"\let{self.name}=", " "
        if self.default is not None:
            inner = self.name + "@with"
            rest = self.parameters.removeprefix("#1")
            return (
                rf"\def{self.name}{{\@ifnextchar[{{{inner}}}{{{inner}[{self.default}]}}}}\def{inner}[#1]{rest}{{",
                "}",
            )
        if self.operator:
            return rf"\def{self.name}{{{self.operator}{{", "}}"
        if self.weak:
            return rf"\providecommand{{{self.name}}}" + (f"[{self.arity}]" if self.arity else "") + "{", "}"
        return rf"\def{self.name}{self.parameters}{{", "}"

    @property
    def replacement(self) -> str:
        """The TeX that the command expands to, with `#1` for its first argument."""
        return f"{self.operator}{{{self.body}}}" if self.operator else self.body

    def definition(self) -> str:
        """The definition for KaTeX."""
        before, after = self.around_body()
        return f"{before}{self.body}{after}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition in a formula: its body is the tokens from `start` to `end`, `next_index` the token after it."""

    macro: Macro
    start: int
    end: int
    next_index: int


def read_definition(tokens: Tokens, index: int) -> Definition | None:
    """The definition whose command is at `index`; None if it is malformed, which KaTeX is to report."""
    return _READERS[tokens.text(index)](tokens, index)


def parameters(arity: int) -> str:
    """The parameter text `#1#2…` for `arity` arguments."""
    return "".join(f"#{number}" for number in range(1, arity + 1))


def _read_newcommand(tokens: Tokens, index: int) -> Definition | None:
    weak = tokens.text(index) == r"\providecommand"
    named = _read_name(tokens, index + 1)
    if named is None:
        return None
    name, after = named
    arity, default = 0, None
    if count := tokens.optional(after):
        digits = tokens.join(count[0], count[1]).strip()
        if not re.fullmatch("[0-9]", digits):
            return None
        arity, after = int(digits), count[2]
        if arity and (given := tokens.optional(after)):
            default, after = tokens.join(given[0], given[1]), given[2]
            if not name[1].isalpha():
                return None
    return _read_body(tokens, after, Macro(name, parameters(arity), "", default, weak))


def _read_operator(tokens: Tokens, index: int) -> Definition | None:
    star = "*" if tokens.text(tokens.skip_space(index + 1)) == "*" else ""
    named = _read_name(tokens, index + 1)
    if named is None:
        return None
    name, after = named
    found = _read_body(tokens, after, Macro(name, "", ""))
    return found and replace(found, macro=replace(found.macro, operator=rf"\operatorname{star}"))


def _read_def(tokens: Tokens, index: int) -> Definition | None:
    index = tokens.skip_space(index + 1)
    name = tokens.text(index)
    if not is_command(name):
        return None
    after = index + 1
    while tokens.text(after) not in ("{", "}", "") and after - index <= _MAX_PARAMETER_TOKENS:
        after += 1
    if tokens.text(after) != "{":
        return None
    return _read_body(tokens, after, Macro(name, tokens.join(index + 1, after).strip(), ""))


def _read_let(tokens: Tokens, index: int) -> Definition | None:
    index = tokens.skip_space(index + 1)
    name = tokens.text(index)
    target = tokens.skip_space(index + 1)
    if tokens.text(target) == "=":
        target = tokens.skip_space(target + 1)
    aliased = tokens.text(target)
    if not is_command(name) or aliased in ("", "{", "}"):
        return None
    return Definition(Macro(name, "", aliased, is_alias=True), target, target + 1, target + 1)


def _read_name(tokens: Tokens, index: int) -> tuple[str, int] | None:
    r"""The command that a `\newcommand` defines, in braces or bare, starred or not, and the index after it."""
    index = tokens.skip_space(index)
    if tokens.text(index) == "*":
        index += 1
    argument = tokens.argument(index)
    if argument is None:
        return None
    start, end, after = argument
    name = tokens.join(start, end).strip()
    return (name, after) if is_command(name) and re.fullmatch(r"\\(?:[A-Za-z@]+|.)", name) else None


def _read_body(tokens: Tokens, index: int, macro: Macro) -> Definition | None:
    argument = tokens.argument(index)
    if argument is None:
        return None
    start, end, after = argument
    return Definition(replace(macro, body=tokens.join(start, end)), start, end, after)


_READERS: dict[str, Callable[[Tokens, int], Definition | None]] = {
    **dict.fromkeys(_NEWCOMMANDS, _read_newcommand),
    **dict.fromkeys(_DEFS, _read_def),
    **dict.fromkeys(_OPERATORS, _read_operator),
    **dict.fromkeys(_LETS, _read_let),
}
