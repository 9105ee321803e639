"""Footnotes: `[^1]` in the text and `[^1]: …` anywhere, moved to the end in order of reference, with links back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from notes.rendering.construct import Construct
from notes.rendering.state import RenderState
from notes.rendering.token_tree import matching_close

_REFERENCE = re.compile(r"\[\^([^\s\[\]]{1,100})\]")


@dataclass
class Footnote:
    """The tokens of a footnote, its number, 0 until it is referenced, and the count of its references."""

    tokens: list[Token]
    number: int = 0
    reference_count: int = 0


@dataclass
class _Footnotes:
    """All footnotes by label, and the numbered ones in order; `scanned` of these have their own references numbered."""

    by_label: dict[str, Footnote]
    ordered: list[Footnote] = field(default_factory=list)
    scanned: int = 0

    def add(self, footnote: Footnote) -> None:
        self.ordered.append(footnote)
        footnote.number = len(self.ordered)


def install(md: MarkdownIt) -> None:
    md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.before("link", "footnote_ref", footnote_ref)


def footnote_ref(state: StateInline, silent: bool) -> bool:
    match = _REFERENCE.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    if match is None or f":{match[1]}" not in state.env.get("footnotes", {}).get("refs", {}):
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta = {"label": match[1]}
    state.pos = match.end()
    return True


def move_footnotes_to_end(state: RenderState) -> None:
    """Number the footnotes and move them to the end of the note. Those without a reference come last."""
    body, footnotes = _split_off_footnotes(state.tokens)
    _number_references(body, footnotes)
    _number_references_in_footnotes(footnotes)
    for footnote in footnotes.by_label.values():
        if not footnote.number:
            footnotes.add(footnote)
            _number_references_in_footnotes(footnotes)
    state.tokens = body
    if footnotes.ordered:
        state.tokens.append(Token("footnotes_open", "section", 1))
        for footnote in footnotes.ordered:
            state.tokens += _with_back_links(footnote)
        state.tokens.append(Token("footnotes_close", "section", -1))
        for footnote in footnotes.ordered:
            state.anchors.add(f"fn-{footnote.number}")
            for reference in range(1, footnote.reference_count + 1):
                state.anchors.add(_reference_id(footnote.number, reference))


def _split_off_footnotes(tokens: list[Token]) -> tuple[list[Token], _Footnotes]:
    body: list[Token] = []
    footnotes = _Footnotes({})
    index = 0
    while index < len(tokens):
        if tokens[index].type == "footnote_reference_open":
            end = matching_close(tokens, index)
            inner, nested = _split_off_footnotes(tokens[index + 1 : end])
            footnotes.by_label.setdefault(tokens[index].meta["label"], Footnote(inner))
            for label, footnote in nested.by_label.items():
                footnotes.by_label.setdefault(label, footnote)
            index = end
        else:
            body.append(tokens[index])
        index += 1
    return body, footnotes


def _number_references(tokens: list[Token], footnotes: _Footnotes) -> None:
    for block in tokens:
        for token in block.children or ():
            if token.type != "footnote_ref":
                continue
            footnote = footnotes.by_label[token.meta["label"]]
            if not footnote.number:
                footnotes.add(footnote)
            footnote.reference_count += 1
            token.meta["number"], token.meta["reference"] = footnote.number, footnote.reference_count


def _number_references_in_footnotes(footnotes: _Footnotes) -> None:
    """Number the references within numbered footnotes, which may number further ones."""
    while footnotes.scanned < len(footnotes.ordered):
        footnote = footnotes.ordered[footnotes.scanned]
        footnotes.scanned += 1
        _number_references(footnote.tokens, footnotes)


def _with_back_links(footnote: Footnote) -> list[Token]:
    """The tokens of a footnote as a list item, with the links back at the end of its last paragraph."""
    meta = {"number": footnote.number, "reference_count": footnote.reference_count}
    opening, back, closing = (
        Token("footnote_open", "li", 1),
        Token("footnote_back", "", 0),
        Token("footnote_close", "li", -1),
    )
    opening.meta = back.meta = meta
    tokens = footnote.tokens
    if tokens and tokens[-1].type == "paragraph_close":
        return [opening, *tokens[:-1], back, tokens[-1], closing]
    return [opening, *tokens, back, closing]


def _reference_id(number: int, reference: int) -> str:
    return f"fnref-{number}" if reference == 1 else f"fnref-{number}-{reference}"


def _render_reference(token: Token, state: RenderState) -> str:
    number, anchor = token.meta["number"], _reference_id(token.meta["number"], token.meta["reference"])
    html = f'<sup class="footnote-ref"><a href="#fn-{number}" id="{anchor}">{number}</a></sup>'
    html_in_link = f'<sup class="footnote-ref" id="{anchor}">{number}</sup>'
    feed_html = f"<sup>{number}</sup>"
    return state.placeholders.add(html, feed_html=feed_html, html_in_link=html_in_link, text=f"[{number}]")


def _render_footnotes(token: Token, state: RenderState) -> str:
    if token.nesting < 0:
        return "</ol></section>\n"
    return f"{opening_tag(state)}<ol>\n"


def opening_tag(state: RenderState) -> str:
    return f"<section{state.classes('footnotes')}>"


def _render_footnote(token: Token, state: RenderState) -> str:
    return f"<li{state.id('fn-' + str(token.meta['number']))}>" if token.nesting > 0 else "</li>\n"


def _render_back(token: Token, state: RenderState) -> str:
    number = token.meta["number"]
    links = "".join(
        f' <a class="footnote-back" href="#{_reference_id(number, reference)}">↩</a>'
        for reference in range(1, token.meta["reference_count"] + 1)
    )
    return state.placeholders.add(links, feed_html="", html_in_link="") if links else ""


CONSTRUCT = Construct(
    install=install,
    triggers={"footnote_def": "[", "footnote_ref": "["},
    renderers={
        "footnote_ref": _render_reference,
        "footnotes_open": _render_footnotes,
        "footnotes_close": _render_footnotes,
        "footnote_open": _render_footnote,
        "footnote_close": _render_footnote,
        "footnote_back": _render_back,
    },
)
