"""markdown-it's inline parser with support for formulas and Chinese emphasis.

markdown-it tries every rule at every character that any rule may begin with. A note with many formulas has many of
these, so here only the rules that the character may begin are tried.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from notes.rendering.markdown.emphasis import scan_delimiters
from notes.rendering.markdown.math_delimiters import MathDelimiters

COMMONMARK_TRIGGERS: dict[str, str] = {
    "autolink": "<",
    "backticks": "`",
    "emphasis": "*_",
    "entity": "&",
    "escape": "\\",
    "html_inline": "<",
    "image": "!",
    "link": "[",
    "newline": "\n",
    "strikethrough": "~",
}
"""The characters that each rule may begin with. The `text` rule consumes everything between them."""

_MAX_LOOKAHEAD = 10
"""Nesting of brackets in a lookahead. The time for a run of `[` grows with it."""


class InlineState(StateInline):
    """The state of parsing one text."""

    @cached_property
    def math_delimiters(self) -> MathDelimiters:
        return MathDelimiters(self.src)

    @cached_property
    def last_bracket(self) -> int:
        """The offset of the last `]`, after which no link or image can open."""
        return self.src.rfind("]")

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - markdown-it's names
        return scan_delimiters(self.src, start, self.posMax, canSplitWord)


class InlineParser(ParserInline):
    """Runs the inline rules over an `InlineState`."""

    def __init__(self, triggers: Mapping[str, str], terminators: Sequence[str]) -> None:
        """`terminators` are regular expressions that end running text, in addition to the characters in `triggers`."""
        super().__init__()
        self._triggers = {**COMMONMARK_TRIGGERS, **triggers}
        self._terminators = terminators

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        # The `text` rule reads this attribute.
        self.terminator_re = self._terminator
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        while state.pos < state.posMax:
            if not self._apply_rules(state, silent=False):
                state.append_pending(state.src[state.pos])
                state.pos += 1
        if state.pending:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - markdown-it's name
        """Skip one token without pushing it, in a search for a closing bracket."""
        start = state.pos
        if (end := state.cache.get(start)) is not None:
            state.pos = end
            return
        if state.level >= _MAX_LOOKAHEAD:
            state.pos = state.posMax + 1
        else:
            state.level += 1
            if not self._apply_rules(state, silent=True):
                state.pos += 1
            state.level -= 1
        state.cache[start] = state.pos

    def _apply_rules(self, state: StateInline, *, silent: bool) -> bool:
        character = state.src[state.pos]
        if character == "[" and isinstance(state, InlineState) and state.last_bracket < state.pos:
            return False
        return any(rule(state, silent) for rule in self._rules.get(character, self._text_rules))

    @cached_property
    def _terminator(self) -> re.Pattern[str]:
        """Where the `text` rule stops. Cached at the first text, when all rules are installed."""
        characters = {character for name in self.ruler.get_active_rules() for character in self._triggers.get(name, "")}
        escaped = "".join(sorted(re.escape(character) for character in characters if not character.isalnum()))
        return re.compile("|".join([rf"[{escaped}\]]", *self._terminators]), re.IGNORECASE)

    @cached_property
    def _text_rules(self) -> list[RuleFuncInlineType]:
        return self.ruler.getRules("")[:1]

    @cached_property
    def _rules(self) -> dict[str, list[RuleFuncInlineType]]:
        """The rules that each character may begin, in order."""
        rules: dict[str, list[RuleFuncInlineType]] = {}
        names = self.ruler.get_active_rules()
        for name, rule in zip(names, self.ruler.getRules(""), strict=True):
            for character in self._triggers.get(name, ""):
                rules.setdefault(character, []).append(rule)
        for character in filter(str.isalnum, rules):
            # A letter may also begin a word.
            rules[character] += self._text_rules
        return rules
