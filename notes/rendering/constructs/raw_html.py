"""An author's own HTML: which of its tags stay, and the formulas in its text.

Markdown within an HTML block is not parsed, but study notes put formulas into `<td>`, `<center>` and `<summary>`: those
in a block's text are drawn, never those within its tags or its code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from html import escape

from markdown_it.token import Token

from notes.rendering.constructs.equation_references import reference_at
from notes.rendering.html.elements import ALLOWED, REMOVED, UNWRAPPED, VERBATIM
from notes.rendering.html.tokenizer import HtmlTokenizer, Markup
from notes.rendering.markdown.math_delimiters import DelimitedMath, MathDelimiters
from notes.rendering.state import RenderState

_OF_INTEREST = re.compile(r"\$|\\[^\n<]|<")
_CLOSING_TAG = re.compile(r"</[A-Za-z]")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&"}


def settle(state: RenderState) -> None:
    """Leave only whole, known tags in the note, and split HTML blocks at the formulas in their text."""
    for token in state.tokens:
        if token.type == "html_block":
            token.children = _Block(token.content).pieces()
        elif token.type == "inline" and any(child.type == "html_inline" for child in token.children or ()):
            token.children = _settled_line(token.children or [])


class _Verbatim:
    """Whether a walk through tags is within code."""

    def __init__(self) -> None:
        self._name = ""
        self._depth = 0

    def __bool__(self) -> bool:
        return self._depth > 0

    def pass_tag(self, tag: Markup) -> None:
        if tag.name in VERBATIM and (not self._depth or tag.name == self._name):
            self._name = tag.name
            self._depth = max(0, self._depth + (1 if tag.kind == "opening" else -1))


class _Block:
    """An HTML block on its way to tags, text and formulas."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._scanner = HtmlTokenizer(html)
        self._delimiters = MathDelimiters(html)
        self._verbatim = _Verbatim()
        self._pieces: list[Token] = []

    def pieces(self) -> list[Token]:
        position = start = 0
        while match := _OF_INTEREST.search(self._html, position):
            position = match.end()
            if match[0] == "<":
                self._push_text(self._html[start : match.start()])
                position = start = self._pass_angle(match.start())
            elif found := self._formula_at(match.start()):
                self._push_text(self._html[start : found.start])
                tex = self._html[found.tex_start : found.tex_end]
                formula = Token("formula", "", 0, markup=self._html[found.start : found.end])
                formula.content = _ENTITY.sub(lambda entity: _CHARACTERS[entity[1]], tex)
                formula.meta = {"display": found.display, "environment": found.environment, "offset": found.tex_start}
                self._pieces.append(formula)
                position = start = found.end
            elif not self._verbatim and (reference := reference_at(self._html, match.start(), len(self._html))):
                self._push_text(self._html[start : match.start()])
                self._pieces.append(reference)
                position = start = match.start() + len(reference.content)
        self._push_text(self._html[start:])
        return self._pieces

    def _formula_at(self, position: int) -> DelimitedMath | None:
        """The formula that opens here, if it ends in the same element: prices in two cells are none."""
        found = None if self._verbatim else self._delimiters.at(position, len(self._html))
        return None if found is None or _CLOSING_TAG.search(self._html, found.start, found.end) else found

    def _pass_angle(self, start: int) -> int:
        """Take what stands at a `<`, and tell where to go on."""
        markup = self._scanner.markup_at(start)
        if markup is None:
            self._push_text("&lt;")
            return start + 1
        self._verbatim.pass_tag(markup)
        tag = Token("html_inline", "", 0, content=self._html[start : markup.end])
        _settle(tag, markup)
        self._pieces.append(tag)
        return markup.end

    def _push_text(self, html: str) -> None:
        if html:
            self._pieces.append(Token("html_inline", "", 0, content=html))


def _settled_line(tokens: list[Token]) -> list[Token]:
    """A line's tokens without raw elements that are dropped; formulas within raw code are text again.

    What opens or closes an element of ours stays also in what is dropped.
    """
    verbatim = _Verbatim()
    kept: list[Token] = []
    dropped_until = -1
    closings = _closings_of_dropped(tokens)
    for index, token in enumerate(tokens):
        if index <= dropped_until:
            if token.nesting:
                kept.append(token)
            continue
        if token.type == "html_inline":
            markup = HtmlTokenizer(token.content).markup_at(0)
            if markup and markup.name in REMOVED and not token.content.startswith("</"):
                ends = closings.get(markup.name, [])
                after = bisect_right(ends, index)
                dropped_until = ends[after] if after < len(ends) else index
            if markup and markup.kind != "unshown":
                verbatim.pass_tag(markup)
            _settle(token, markup)
        elif token.type == "formula" and verbatim:
            token.type, token.content = "text", token.markup
        kept.append(token)
    return kept


def _closings_of_dropped(tokens: list[Token]) -> dict[str, list[int]]:
    """Where in a line the elements end that are dropped with their content."""
    closings: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        if token.type == "html_inline" and token.content.startswith("</"):
            name = token.content[2:-1].strip().lower()
            if name in REMOVED:
                closings.setdefault(name, []).append(index)
    return closings


def _settle(token: Token, markup: Markup | None) -> None:
    """Make of a piece of markup a tag, nothing, or text."""
    if markup and markup.name in ALLOWED:
        token.meta["is_tag"] = True
    elif markup and (markup.kind == "unshown" or markup.name in UNWRAPPED or not markup.name.isalnum()):
        token.content = ""
    else:
        token.content = escape(token.content, quote=False)
