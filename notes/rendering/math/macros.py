"""The macros in force at a point of the note, and which of them a formula needs.

A formula is remembered together with the definitions it uses, straight or through another macro, and with no others: a
macro that changes draws again only the formulas that use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from notes.rendering.math.normalize.definitions import Macro, parameters

_COMMAND = re.compile(r"\\(?:[A-Za-z@]+|.)", re.DOTALL)
_PARAMETER = re.compile(r"(?<!#)#([1-9])")


class Macros:
    """Macros by name, in the order of their definition."""

    def __init__(self, of_site: Iterable[tuple[str, str]] = ()) -> None:
        self._by_name: dict[str, Macro] = {}
        self._names_within: dict[str, frozenset[str]] = {}
        for name, body in of_site:
            arity = max((int(number) for number in _PARAMETER.findall(body)), default=0)
            self.define(Macro(name, parameters(arity), body))

    def define(self, macro: Macro) -> None:
        known = self._by_name.get(macro.name)
        if known == macro or (known and macro.weak):
            return
        # Defined again is defined later: what stands between may be used by the new meaning.
        self._by_name.pop(macro.name, None)
        self._by_name[macro.name] = macro
        self._names_within[macro.name] = frozenset(_COMMAND.findall(macro.body))

    def used_by(self, names: frozenset[str]) -> tuple[Macro, ...]:
        """The macros that a formula with these commands needs, in the order in which they must be defined."""
        if self._by_name.keys().isdisjoint(names):
            return ()
        needed: set[str] = set()
        waiting = [name for name in names if name in self._by_name]
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting += (inner for inner in self._names_within[name] if inner in self._by_name)
        return tuple(macro for name, macro in self._by_name.items() if name in needed)


def prelude(macros: Iterable[Macro]) -> str:
    """The definitions that KaTeX must read before a formula with these macros."""
    return "".join(macro.definition() for macro in macros)
