r"""Reads `\newcommand`, `\def` and their kin.

KaTeX knows `\def`, and raises when `\newcommand` meets a name that is taken or an optional argument. So each
definition is put into words that it understands: always `\def`, and an optional argument by the way LaTeX itself does
it, with `\@ifnextchar`.
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
_LONGEST_PARAMETERS = 40
"""Tokens between the name and the body of a `\\def`. The bound keeps a row of unfinished ones from costing quadratic
time."""


@dataclass(frozen=True, slots=True)
class Macro:
    r"""A command and what it stands for.

    `parameters` is what stands between name and body in a `\def`, such as `#1#2`; `default` is that of a first
    argument in brackets. `weak` is `\providecommand`, which yields to a meaning that is already there. For a `\let`,
    `body` is the command on its right and `is_alias` is true; for a `\DeclareMathOperator`, `operator` is the command
    that draws the body.
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
        """Whether its arguments simply follow, with nothing to be matched between them."""
        return _PLAIN_PARAMETERS.fullmatch(self.parameters) is not None

    def around(self) -> tuple[str, str]:
        """What KaTeX needs before the body and behind it to know this macro."""
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
    def meaning(self) -> str:
        """What the command stands for, with `#1` for its first argument."""
        return f"{self.operator}{{{self.body}}}" if self.operator else self.body

    def definition(self) -> str:
        """The whole definition, for KaTeX."""
        before, behind = self.around()
        return f"{before}{self.body}{behind}"


@dataclass(frozen=True, slots=True)
class Definition:
    """A macro as found in a formula: its body is the tokens from `begin` to `end`, and `after` is what follows it."""

    macro: Macro
    begin: int
    end: int
    after: int


def read(tokens: Tokens, index: int) -> Definition | None:
    """The definition whose command stands at `index`; None where it is malformed, for KaTeX to say how."""
    return _READERS[tokens.text(index)](tokens, index)


def parameters(arity: int) -> str:
    """`#1#2…`, as many as asked for."""
    return "".join(f"#{number}" for number in range(1, arity + 1))


def _newcommand(tokens: Tokens, index: int) -> Definition | None:
    weak = tokens.text(index) == r"\providecommand"
    named = _name(tokens, index + 1)
    if named is None:
        return None
    name, after = named
    arity, default = 0, None
    if count := tokens.optional(after):
        digits = tokens.joined(count[0], count[1]).strip()
        if not re.fullmatch("[0-9]", digits):
            return None
        arity, after = int(digits), count[2]
        if arity and (given := tokens.optional(after)):
            default, after = tokens.joined(given[0], given[1]), given[2]
            if not name[1].isalpha():
                return None
    return _with_body(tokens, after, Macro(name, parameters(arity), "", default, weak))


def _operator(tokens: Tokens, index: int) -> Definition | None:
    star = "*" if tokens.text(tokens.skip_space(index + 1)) == "*" else ""
    named = _name(tokens, index + 1)
    if named is None:
        return None
    name, after = named
    found = _with_body(tokens, after, Macro(name, "", ""))
    return found and replace(found, macro=replace(found.macro, operator=rf"\operatorname{star}"))


def _def(tokens: Tokens, index: int) -> Definition | None:
    index = tokens.skip_space(index + 1)
    name = tokens.text(index)
    if not is_command(name):
        return None
    after = index + 1
    while tokens.text(after) not in ("{", "}", "") and after - index <= _LONGEST_PARAMETERS:
        after += 1
    if tokens.text(after) != "{":
        return None
    return _with_body(tokens, after, Macro(name, tokens.joined(index + 1, after).strip(), ""))


def _let(tokens: Tokens, index: int) -> Definition | None:
    index = tokens.skip_space(index + 1)
    name = tokens.text(index)
    target = tokens.skip_space(index + 1)
    if tokens.text(target) == "=":
        target = tokens.skip_space(target + 1)
    meaning = tokens.text(target)
    if not is_command(name) or meaning in ("", "{", "}"):
        return None
    return Definition(Macro(name, "", meaning, is_alias=True), target, target + 1, target + 1)


def _name(tokens: Tokens, index: int) -> tuple[str, int] | None:
    r"""The command that a `\newcommand` defines, in braces or bare, starred or not, and the index after it."""
    index = tokens.skip_space(index)
    if tokens.text(index) == "*":
        index += 1
    found = tokens.argument(index)
    if found is None:
        return None
    begin, end, after = found
    name = tokens.joined(begin, end).strip()
    return (name, after) if is_command(name) and re.fullmatch(r"\\(?:[A-Za-z@]+|.)", name) else None


def _with_body(tokens: Tokens, index: int, macro: Macro) -> Definition | None:
    found = tokens.argument(index)
    if found is None:
        return None
    begin, end, after = found
    return Definition(replace(macro, body=tokens.joined(begin, end)), begin, end, after)


_READERS: dict[str, Callable[[Tokens, int], Definition | None]] = {
    **dict.fromkeys(_NEWCOMMANDS, _newcommand),
    **dict.fromkeys(_DEFS, _def),
    **dict.fromkeys(_OPERATORS, _operator),
    **dict.fromkeys(_LETS, _let),
}
