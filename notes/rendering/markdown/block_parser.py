"""markdown-it's block parser, which tries at each line only the rules that its first character may begin.

markdown-it tries every rule at every line, first to end the current paragraph, then to begin a block. In a note of many
short lines, that is half of the parsing time.
"""

from __future__ import annotations

from collections.abc import Mapping

from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock

COMMONMARK_TRIGGERS: dict[str, str] = {
    "blockquote": ">",
    "fence": "`~",
    "heading": "#",
    "hr": "*-_",
    "html_block": "<",
    "list": "*+-0123456789",
    "reference": "[",
}
"""The characters that a block of each rule may begin with, after the indent. Other rules are tried at every line."""


class BlockParser(ParserBlock):
    """Tries a rule only at lines that begin with one of its trigger characters."""

    def __init__(self, triggers: Mapping[str, str]) -> None:
        super().__init__()
        rules = self.ruler.__rules__
        self.ruler = BlockRuler({**COMMONMARK_TRIGGERS, **triggers})
        self.ruler.__rules__ = rules


class BlockRuler(Ruler[RuleFuncBlockType]):
    """Compiles each chain of rules to one rule, which dispatches on the first character of a line."""

    def __init__(self, triggers: Mapping[str, str]) -> None:
        super().__init__()
        self._triggers = triggers

    def __compile__(self) -> None:
        chains = {"", *(chain for rule in self.__rules__ if rule.enabled for chain in rule.alt)}
        self.__cache__ = {chain: [self._compile_chain(chain)] for chain in chains}

    def _compile_chain(self, chain: str) -> RuleFuncBlockType:
        triggers = self._triggers
        rules = [rule for rule in self.__rules__ if rule.enabled and (not chain or chain in rule.alt)]
        untriggered = [rule.fn for rule in rules if rule.name not in triggers]
        triggered = {
            character: [rule.fn for rule in rules if character in triggers.get(rule.name, character)]
            for character in {character for rule in rules for character in triggers.get(rule.name, "")}
        }

        def run_chain(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
            position = state.bMarks[start_line] + state.tShift[start_line]
            for rule in triggered.get(state.src[position : position + 1], untriggered):
                if rule(state, start_line, end_line, silent):
                    return True
            return False

        return run_chain
