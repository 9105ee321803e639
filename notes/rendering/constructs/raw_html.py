"""An author's raw HTML: tags that are not allowed are removed, formulas in its text are typeset.

Markdown within an HTML block is not parsed, but study notes put formulas into `<td>`, `<center>` and `<summary>`. So
formulas in the text of a block are parsed, except in tags and in code.
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

_SPECIAL = re.compile(r"\$|\\[^\n<]|<")
_CLOSING_TAG = re.compile(r"</[A-Za-z]")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_ENTITY_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&"}


def filter_raw_html(state: RenderState) -> None:
    """Keep only whole, allowed tags, and split HTML blocks at the formulas in their text."""
    for token in state.tokens:
        if token.type == "html_block":
            token.children = _HtmlBlock(token.content).split()
        elif token.type == "inline" and any(child.type == "html_inline" for child in token.children or ()):
            token.children = _filter_inline(token.children or [])


class _VerbatimElement:
    """Tracks whether the current tag is within an element whose text is code."""

    def __init__(self) -> None:
        self._name = ""
        self._depth = 0

    @property
    def is_open(self) -> bool:
        return self._depth > 0

    def update(self, tag: Markup) -> None:
        if tag.name in VERBATIM and (not self._depth or tag.name == self._name):
            self._name = tag.name
            self._depth = max(0, self._depth + (1 if tag.kind == "opening" else -1))


class _HtmlBlock:
    """Splits an HTML block into tags, text, formulas and references."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._tokenizer = HtmlTokenizer(html)
        self._delimiters = MathDelimiters(html)
        self._verbatim = _VerbatimElement()
        self._tokens: list[Token] = []

    def split(self) -> list[Token]:
        position = text_start = 0
        while match := _SPECIAL.search(self._html, position):
            start = match.start()
            position = match.end()
            if match[0] == "<":
                self._push_text(text_start, start)
                position = text_start = self._push_markup(start)
            elif found := self._formula_at(start):
                self._push_text(text_start, found.start)
                self._push_formula(found)
                position = text_start = found.end
            elif not self._verbatim.is_open and (reference := reference_at(self._html, start, len(self._html))):
                self._push_text(text_start, start)
                self._tokens.append(reference)
                position = text_start = start + len(reference.content)
        self._push_text(text_start, len(self._html))
        return self._tokens

    def _formula_at(self, position: int) -> DelimitedMath | None:
        """The formula that opens here, if it ends in the same element: prices in two cells are not a formula."""
        found = None if self._verbatim.is_open else self._delimiters.at(position, len(self._html))
        return None if found is None or _CLOSING_TAG.search(self._html, found.start, found.end) else found

    def _push_formula(self, found: DelimitedMath) -> None:
        tex = self._html[found.tex_start : found.tex_end]
        formula = Token("formula", "", 0, markup=self._html[found.start : found.end])
        formula.content = _ENTITY.sub(lambda entity: _ENTITY_CHARACTERS[entity[1]], tex)
        formula.meta = {"display": found.display, "environment": found.environment, "offset": found.tex_start}
        self._tokens.append(formula)

    def _push_markup(self, start: int) -> int:
        """Push the markup that begins with the `<` at `start`, or the `<` as text; return the offset after it."""
        markup = self._tokenizer.markup_at(start)
        if markup is None:
            self._tokens.append(Token("html_inline", "", 0, content="&lt;"))
            return start + 1
        self._verbatim.update(markup)
        tag = Token("html_inline", "", 0, content=self._html[start : markup.end])
        _filter_markup(tag, markup)
        self._tokens.append(tag)
        return markup.end

    def _push_text(self, start: int, end: int) -> None:
        if start < end:
            self._tokens.append(Token("html_inline", "", 0, content=self._html[start:end]))


def _filter_inline(tokens: list[Token]) -> list[Token]:
    """Remove raw elements that are removed with their content, and turn formulas in raw code back into text.

    Tokens that open or close an element of Markdown are kept even within a removed element.
    """
    verbatim = _VerbatimElement()
    kept: list[Token] = []
    removed_until = -1
    closing_tags = _closing_tags_of_removed(tokens)
    for index, token in enumerate(tokens):
        if index <= removed_until:
            if token.nesting:
                kept.append(token)
            continue
        if token.type == "html_inline":
            markup = HtmlTokenizer(token.content).markup_at(0)
            if markup and markup.name in REMOVED and not token.content.startswith("</"):
                ends = closing_tags.get(markup.name, [])
                next_end = bisect_right(ends, index)
                removed_until = ends[next_end] if next_end < len(ends) else index
            if markup and markup.kind != "hidden":
                verbatim.update(markup)
            _filter_markup(token, markup)
        elif token.type == "formula" and verbatim.is_open:
            token.type, token.content = "text", token.markup
        kept.append(token)
    return kept


def _closing_tags_of_removed(tokens: list[Token]) -> dict[str, list[int]]:
    """The indexes of the closing tags of removed elements, by name."""
    closing_tags: dict[str, list[int]] = {}
    for index, token in enumerate(tokens):
        if token.type == "html_inline" and token.content.startswith("</"):
            name = token.content[2:-1].strip().lower()
            if name in REMOVED:
                closing_tags.setdefault(name, []).append(index)
    return closing_tags


def _filter_markup(token: Token, markup: Markup | None) -> None:
    """Mark the token as a tag if allowed; otherwise empty it, or escape it if it is not markup."""
    if markup and markup.name in ALLOWED:
        token.meta["is_tag"] = True
    elif markup and (markup.kind == "hidden" or markup.name in UNWRAPPED or not markup.name.isalnum()):
        token.content = ""
    else:
        token.content = escape(token.content, quote=False)
