r"""References in prose: `\eqref{eq:elbo}`, `\ref{thm:elbo}`, and `\eqref{slug:eq:elbo}` for another note."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from notes.rendering.construct import Construct
from notes.rendering.html.placeholders import without_links_and_ids
from notes.rendering.math import Source, typeset
from notes.rendering.problems import ProblemKind
from notes.rendering.state import RenderState
from notes.rendering.token_tree import inline_tokens

_REFERENCE = re.compile(r"\\(eqref|ref)[ \t]*\{[ \t]*([^{}\\$\n]{1,200}?)[ \t]*\}")
_UNRESOLVED = "(??)"


def install(md: MarkdownIt) -> None:
    md.inline.ruler.before("escape", "equation_reference", equation_reference)


def equation_reference(state: StateInline, silent: bool) -> bool:
    reference = reference_at(state.src, state.pos, state.posMax)
    if reference is None:
        return False
    if not silent:
        token = state.push(reference.type, "", 0)
        token.content = reference.content
        token.meta = {**reference.meta, "in_link": state.linkLevel > 0}
    state.pos += len(reference.content)
    return True


def reference_at(text: str, position: int, limit: int) -> Token | None:
    """The token of the reference that begins at `position`, with the author's text as its content."""
    match = _REFERENCE.match(text, position, limit)
    if match is None:
        return None
    meta = {"label": match[2], "is_parenthesized": match[1] == "eqref", "offset": position, "in_link": False}
    return Token("equation_reference", "", 0, content=match[0], meta=meta)


def referenced_slugs(source: str) -> set[str]:
    r"""The slugs that references may contain: in `\eqref{slug:label}` the part before the first colon."""
    return {match[2].partition(":")[0] for match in _REFERENCE.finditer(source) if ":" in match[2]}


def resolve_equation_references(state: RenderState) -> None:
    """Find the text and the URL of every reference, and report those that cannot be resolved."""
    for block, token in inline_tokens(state.tokens):
        if token.type != "equation_reference":
            continue
        label, is_parenthesized = token.meta["label"], token.meta["is_parenthesized"]
        slug, _, label_elsewhere = label.partition(":")
        note = state.notes.get(slug)
        if equation := state.typeset_result.equations.get(label):
            token.meta["href"] = f"#{equation.anchor}"
            token.meta["text"] = f"({equation.number})" if is_parenthesized else equation.number
        elif theorem := state.theorems.get(label):
            token.meta["href"] = f"#{theorem.anchor}"
            token.meta["text"] = theorem.name if is_parenthesized else theorem.name.rpartition(" ")[2]
        elif note and (linked := note.equation(label_elsewhere)):
            token.meta["slug"] = slug
            token.meta["href"] = f"{note.url}#{linked.anchor}"
            token.meta["text"] = f"({linked.number})" if is_parenthesized else linked.number
            token.meta["tex"] = linked.tex
        else:
            token.meta["href"], token.meta["text"] = "", _UNRESOLVED
            position = state.source_map.block_map(block).at(token.meta["offset"])
            state.report(ProblemKind.MISSING_LABEL, position, label=label)


def _render_reference(token: Token, state: RenderState) -> str:
    text = escape(token.meta["text"])
    if not token.meta["href"]:
        return f"<span{state.classes('eq-ref eq-ref-missing')}>{text}</span>"
    if token.meta["in_link"]:
        return text
    href = escape(token.meta["href"])
    if "tex" not in token.meta:
        return f'<a{state.classes("eq-ref")} href="{href}">{text}</a>'
    return f'<a{state.classes("eq-ref eq-ref-note")} href="{href}">{text}</a>{_preview(token.meta["tex"], state)}'


def _preview(tex: str, state: RenderState) -> str:
    """The equation itself, hidden, for a script to show; empty if it cannot be typeset on its own."""
    result = typeset([Source(tex, True, 1, 1)], macros=state.context.macros, budget=state.budget)
    if result.problems:
        return ""
    html = f'<span class="eq-preview" hidden>{without_links_and_ids(result.formulas[0].html)}</span>'
    return state.placeholders.add(html, feed_html="")


CONSTRUCT = Construct(
    install=install,
    triggers={"equation_reference": "\\"},
    renderers={"equation_reference": _render_reference},
)
