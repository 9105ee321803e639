"""Footnotes: `[^1]` in the text, `[^1]: …` anywhere, gathered at the end in order of first mention, with a way back."""

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
    """A footnote's own tokens, its number once it is mentioned, and how often it is."""

    tokens: list[Token]
    number: int = 0
    mentions: int = 0


@dataclass
class _Gathering:
    """Footnotes by label, and those mentioned so far in order; the mentions in the first `walked` are numbered."""

    by_label: dict[str, Footnote]
    ordered: list[Footnote] = field(default_factory=list)
    walked: int = 0

    def add(self, footnote: Footnote) -> None:
        self.ordered.append(footnote)
        footnote.number = len(self.ordered)


def install(md: MarkdownIt) -> None:
    md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.before("link", "footnote_mention", footnote_mention)


def footnote_mention(state: StateInline, silent: bool) -> bool:
    match = _REFERENCE.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "[" else None
    if match is None or f":{match[1]}" not in state.env.get("footnotes", {}).get("refs", {}):
        return False
    if not silent:
        state.push("footnote_mention", "", 0).meta = {"label": match[1]}
    state.pos = match.end()
    return True


def gather(state: RenderState) -> None:
    """Move the footnotes to the end. One that nothing mentions comes last: it is not lost, it only has no way back."""
    body, gathering = _take_out(state.tokens)
    _number_mentions(body, gathering)
    _number_mentions_in_footnotes(gathering)
    for footnote in gathering.by_label.values():
        if not footnote.number:
            gathering.add(footnote)
            _number_mentions_in_footnotes(gathering)
    state.tokens = body
    if gathering.ordered:
        state.tokens.append(Token("footnotes_open", "section", 1))
        for footnote in gathering.ordered:
            state.tokens += _with_ways_back(footnote)
        state.tokens.append(Token("footnotes_close", "section", -1))
        for footnote in gathering.ordered:
            state.anchors.add(f"fn-{footnote.number}")
            state.anchors.update(mention_id(footnote.number, mention + 1) for mention in range(footnote.mentions))


def _take_out(tokens: list[Token]) -> tuple[list[Token], _Gathering]:
    body: list[Token] = []
    gathering = _Gathering({})
    index = 0
    while index < len(tokens):
        if tokens[index].type == "footnote_reference_open":
            end = matching_close(tokens, index)
            inner, nested = _take_out(tokens[index + 1 : end])
            gathering.by_label.setdefault(tokens[index].meta["label"], Footnote(inner))
            for label, footnote in nested.by_label.items():
                gathering.by_label.setdefault(label, footnote)
            index = end
        else:
            body.append(tokens[index])
        index += 1
    return body, gathering


def _number_mentions(tokens: list[Token], gathering: _Gathering) -> None:
    for token in tokens:
        for mention in token.children or ():
            if mention.type != "footnote_mention":
                continue
            footnote = gathering.by_label[mention.meta["label"]]
            if not footnote.number:
                gathering.add(footnote)
            footnote.mentions += 1
            mention.meta["number"], mention.meta["mention"] = footnote.number, footnote.mentions


def _number_mentions_in_footnotes(gathering: _Gathering) -> None:
    """Number the mentions within footnotes, each once. The list grows meanwhile, by those that only they mention."""
    while gathering.walked < len(gathering.ordered):
        footnote = gathering.ordered[gathering.walked]
        gathering.walked += 1
        _number_mentions(footnote.tokens, gathering)


def _with_ways_back(footnote: Footnote) -> list[Token]:
    """A footnote's tokens in its list item, the ways back at the end of its last paragraph."""
    meta = {"number": footnote.number, "mentions": footnote.mentions}
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


def mention_id(number: int, mention: int) -> str:
    return f"fnref-{number}" if mention == 1 else f"fnref-{number}-{mention}"


def _render_mention(token: Token, state: RenderState) -> str:
    number, mention = token.meta["number"], token.meta["mention"]
    link = f'<a href="#fn-{number}" id="{mention_id(number, mention)}">{number}</a>'
    html = f'<sup class="footnote-ref">{link}</sup>'
    linked = f'<sup class="footnote-ref" id="{mention_id(number, mention)}">{number}</sup>'
    return state.placeholders.add(html, feed_html=f"<sup>{number}</sup>", linked_html=linked, text=f"[{number}]")


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
        f' <a class="footnote-back" href="#{mention_id(number, mention)}">↩</a>'
        for mention in range(1, token.meta["mentions"] + 1)
    )
    return state.placeholders.add(links, feed_html="", linked_html="") if links else ""


CONSTRUCT = Construct(
    install=install,
    triggers={"footnote_def": "[", "footnote_mention": "["},
    renderers={
        "footnote_mention": _render_mention,
        "footnotes_open": _render_footnotes,
        "footnotes_close": _render_footnotes,
        "footnote_open": _render_footnote,
        "footnote_close": _render_footnote,
        "footnote_back": _render_back,
    },
)
