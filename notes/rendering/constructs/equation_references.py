r"""References in prose: `\eqref{eq:elbo}`, `\ref{thm:elbo}`, and `\eqref{slug:eq:elbo}` to an equation elsewhere."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from notes.rendering.construct import Construct
from notes.rendering.document import LinkedEquation, LinkedNote
from notes.rendering.html.placeholders import unlinked
from notes.rendering.math import Source, typeset
from notes.rendering.problems import ProblemKind
from notes.rendering.state import RenderState
from notes.rendering.token_tree import inline_tokens

_REFERENCE = re.compile(r"\\(eqref|ref)[ \t]*\{[ \t]*([^{}\\$\n]{1,200}?)[ \t]*\}")
_UNKNOWN = "(??)"


def install(md: MarkdownIt) -> None:
    md.inline.ruler.before("escape", "equation_reference", equation_reference)


def equation_reference(state: StateInline, silent: bool) -> bool:
    found = reference_at(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push(found.type, "", 0)
        token.content = found.content
        token.meta = {**found.meta, "linked": state.linkLevel > 0}
    state.pos += len(found.content)
    return True


def reference_at(text: str, position: int, limit: int) -> Token | None:
    """The reference that begins at a backslash, its content all that the author wrote of it."""
    match = _REFERENCE.match(text, position, limit)
    if match is None:
        return None
    meta = {"label": match[2], "bare": match[1] == "ref", "offset": position, "linked": False}
    return Token("equation_reference", "", 0, content=match[0], meta=meta)


def slugs_named(source: str) -> set[str]:
    r"""The slugs that references may name: in `\eqref{slug:label}` what precedes the first colon."""
    return {match[2].partition(":")[0] for match in _REFERENCE.finditer(source) if ":" in match[2]}


def resolve(state: RenderState) -> None:
    """Find the number and the address of every reference, and tell the author of those to nothing."""
    for block, token in inline_tokens(state.tokens):
        if token.type != "equation_reference":
            continue
        label = token.meta["label"]
        if own := state.typeset_result.equations.get(label):
            token.meta["href"] = f"#{own.anchor}"
            token.meta["shown"] = own.number if token.meta["bare"] else f"({own.number})"
        elif theorem := state.theorems.get(label):
            token.meta["href"] = f"#{theorem.anchor}"
            token.meta["shown"] = theorem.name.rpartition(" ")[2] if token.meta["bare"] else theorem.name
        elif found := _elsewhere(state, label):
            target, equation = found
            token.meta["slug"] = target.slug
            token.meta["href"] = f"{target.url}#{equation.anchor}"
            token.meta["shown"] = equation.number if token.meta["bare"] else f"({equation.number})"
            token.meta["tex"] = equation.tex
        else:
            token.meta["href"], token.meta["shown"] = "", _UNKNOWN
            state.report(
                ProblemKind.MISSING_LABEL, state.source_map.inside(block).at(token.meta["offset"]), label=label
            )


def _elsewhere(state: RenderState, label: str) -> tuple[LinkedNote, LinkedEquation] | None:
    slug, _, rest = label.partition(":")
    target = state.notes.get(slug)
    for equation in target.equations if target else ():
        if target and equation.label == rest:
            return target, equation
    return None


def _render_reference(token: Token, state: RenderState) -> str:
    shown = escape(token.meta["shown"])
    if not token.meta["href"]:
        return f"<span{state.classes('eq-ref eq-ref-missing')}>{shown}</span>"
    if token.meta["linked"]:
        return shown
    href = escape(token.meta["href"])
    if "tex" not in token.meta:
        return f'<a{state.classes("eq-ref")} href="{href}">{shown}</a>'
    return f'<a{state.classes("eq-ref eq-ref-note")} href="{href}">{shown}</a>{_preview(token.meta["tex"], state)}'


def _preview(tex: str, state: RenderState) -> str:
    """The equation itself, hidden, for a script to show; nothing if it cannot be drawn on its own."""
    drawn = typeset([Source(tex, True, 1, 1)], macros=state.context.macros, budget=state.budget)
    if drawn.problems:
        return ""
    html = f'<span class="eq-preview" hidden>{unlinked(drawn.formulas[0].html)}</span>'
    return state.placeholders.add(html, feed_html="")


CONSTRUCT = Construct(
    install=install,
    triggers={"equation_reference": "\\"},
    renderers={"equation_reference": _render_reference},
)
