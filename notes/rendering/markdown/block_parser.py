"""The block parser: markdown-it's, but at each line it asks only the rules that may begin with its first character.

markdown-it asks all of its rules at every line, first whether one ends the paragraph before, then whether one begins
here. Of a note of many short lines that is half of the time that parsing takes.
"""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock

TRIGGERS: dict[str, str] = {
    "blockquote": ">",
    "callout_marker": "[",
    "fence": "`~",
    "footnote_def": "[",
    "formula_block": "$\\",
    "heading": "#",
    "hr": "*-_",
    "html_block": "<",
    "list": "*+-0123456789",
    "notion_aside": "<",
    "reference": "[",
}
"""The characters that each rule's first line begins with, after its indent; other rules are asked at every line."""


class BlockParser(ParserBlock):
    """Asks its rules by what a line begins with."""

    def __init__(self) -> None:
        super().__init__()
        rules = self.ruler.__rules__
        self.ruler = BlockRuler()
        self.ruler.__rules__ = rules


class BlockRuler(Ruler[RuleFuncBlockType]):
    """A chain of its rules is a single rule, which asks those that may begin with a line's first character."""

    def __compile__(self) -> None:
        chains = {"", *(chain for rule in self.__rules__ if rule.enabled for chain in rule.alt)}
        self.__cache__ = {chain: [self._chain(chain)] for chain in chains}

    def _chain(self, chain: str) -> RuleFuncBlockType:
        rules = [rule for rule in self.__rules__ if rule.enabled and (not chain or chain in rule.alt)]
        elsewhere = [rule.fn for rule in rules if rule.name not in TRIGGERS]
        beginning = {
            character: [rule.fn for rule in rules if character in TRIGGERS.get(rule.name, character)]
            for character in _characters(rule.name for rule in rules)
        }

        def first_of_chain(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
            position = state.bMarks[start_line] + state.tShift[start_line]
            for rule in beginning.get(state.src[position : position + 1], elsewhere):
                if rule(state, start_line, end_line, silent):
                    return True
            return False

        return first_of_chain


def _characters(names: Iterable[str]) -> set[str]:
    return {character for name in names for character in TRIGGERS.get(name, "")}
