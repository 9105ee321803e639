"""The macros defined so far in a note, and the ones that a formula uses.

A rendered formula is cached together with the definitions that it uses, directly or through another macro. Changing a
macro therefore re-renders only the formulas that use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from notes.rendering.math.normalize.definitions import Macro, parameters

_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL)
_PARAMETER = re.compile(r"(?<!#)#([1-9])")


class Macros:
    """Macros by name, in the order of their definition."""

    def __init__(self, site_macros: Iterable[tuple[str, str]] = ()) -> None:
        self._by_name: dict[str, Macro] = {}
        self._commands_in_body: dict[str, frozenset[str]] = {}
        for name, body in site_macros:
            arity = max((int(number) for number in _PARAMETER.findall(body)), default=0)
            self.define(Macro(name, parameters(arity), body))

    def define(self, macro: Macro) -> None:
        existing = self._by_name.get(macro.name)
        if existing == macro or (existing and macro.weak):
            return
        # A redefinition moves to the end: its body may use macros defined since the first definition.
        self._by_name.pop(macro.name, None)
        self._by_name[macro.name] = macro
        self._commands_in_body[macro.name] = frozenset(_COMMAND.findall(macro.body))

    def used_by(self, commands: frozenset[str]) -> tuple[Macro, ...]:
        """The macros that a formula with these commands needs, in the order in which they must be defined."""
        if self._by_name.keys().isdisjoint(commands):
            return ()
        used: set[str] = set()
        stack = [name for name in commands if name in self._by_name]
        while stack:
            name = stack.pop()
            if name not in used:
                used.add(name)
                stack += (inner for inner in self._commands_in_body[name] if inner in self._by_name)
        return tuple(macro for name, macro in self._by_name.items() if name in used)


def prelude(macros: Iterable[Macro]) -> str:
    """The definitions of these macros, which KaTeX must read before the formula."""
    return "".join(macro.definition() for macro in macros)
