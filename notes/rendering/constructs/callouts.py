"""Callouts of GitHub and Obsidian: quotes that begin with `[!NOTE]`, foldable by `+` and `-`.

Mathematical types, such as `[!LEMMA]`, become theorems (see `theorems.py`).
"""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from notes.rendering.construct import Construct
from notes.rendering.constructs.theorems import THEOREM_KINDS
from notes.rendering.problems import ProblemKind
from notes.rendering.state import RenderState
from notes.rendering.token_tree import matching_close

CALLOUT_KINDS: dict[str, str] = {
    alias: kind
    for kind, aliases in {
        "note": "note",
        "abstract": "abstract summary tldr",
        "info": "info",
        "todo": "todo",
        "tip": "tip hint",
        "important": "important",
        "success": "success check done",
        "question": "question help faq",
        "warning": "warning attention",
        "caution": "caution",
        "failure": "failure fail missing",
        "danger": "danger error",
        "bug": "bug",
        "quote": "quote cite",
    }.items()
    for alias in aliases.split()
}
"""The types of GitHub and Obsidian, and the kind that each is shown as."""

_MARKER = re.compile(r"\[!(?P<type>[\w-]{1,40})\](?P<fold>[+-]?)(?![(\[:])(?P<title>.*)")
_LABEL = re.compile(r"\{#([\w:.-]{1,100})\}$")


def install(md: MarkdownIt) -> None:
    md.block.ruler.before("table", "callout_marker", callout_marker)


def callout_marker(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The first line of a quote, if it makes the quote a callout. The rest of the line is the title."""
    opening = state.tokens[-1] if state.tokens else None
    if silent or opening is None or opening.type != "blockquote_open" or state.is_code_block(start_line):
        return False
    if not opening.map or opening.map[0] != start_line:
        return False
    start = state.bMarks[start_line] + state.tShift[start_line]
    match = _MARKER.match(state.src[start : state.eMarks[start_line]])
    if match is None:
        return False
    title = match["title"].strip()
    label = _LABEL.search(title)
    opening.meta = {"type": match["type"], "fold": match["fold"], "label": label[1] if label else ""}
    open_callout(state, opening, start_line, title[: label.start()].rstrip() if label else title)
    state.line = start_line + 1
    return True


def open_callout(state: StateBlock, opening: Token, line: int, title: str) -> None:
    """Turn the `opening` token into that of a callout or a theorem, and push its title."""
    callout_type = opening.meta["type"].lower()
    is_theorem = callout_type in THEOREM_KINDS
    opening.type = "theorem_open" if is_theorem else "callout_open"
    opening.meta["kind"] = callout_type if is_theorem else CALLOUT_KINDS.get(callout_type, "note")
    opening.meta["is_unknown"] = not is_theorem and callout_type not in CALLOUT_KINDS
    opening.meta["has_title"] = bool(title)
    title_opening = state.push(f"{opening.type.removesuffix('open')}title_open", "", 1)
    inline = state.push("inline", "", 0)
    inline.content = title
    inline.children = []
    inline.map = [line, line + 1]
    state.push(f"{opening.type.removesuffix('open')}title_close", "", -1).meta = title_opening.meta = opening.meta


def close_callouts(state: RenderState) -> None:
    """Set the type of the tokens that close callouts, and report unknown types."""
    for index, opening in enumerate(state.tokens):
        if opening.type not in ("callout_open", "theorem_open"):
            continue
        closing = state.tokens[matching_close(state.tokens, index)]
        closing.type = opening.type.replace("open", "close")
        closing.meta = opening.meta
        opening.meta["is_empty"] = state.tokens[index + 4] is closing
        if opening.meta["is_unknown"]:
            state.report(ProblemKind.UNKNOWN_CALLOUT, state.source_map.at_block(opening), type=opening.meta["type"])


def _render_opening(token: Token, state: RenderState) -> str:
    kind, fold = token.meta["kind"], token.meta["fold"]
    element = "details" if fold else "aside"
    return f"<{element}{state.classes(f'callout callout-{kind}')}{' open' if fold == '+' else ''}>\n"


def _render_title_opening(token: Token, state: RenderState) -> str:
    """The opening tag of the title and, if the author wrote none, the name of the kind."""
    name = token.meta["type"] if token.meta["is_unknown"] else state.labels[token.meta["kind"]]
    element = "summary" if token.meta["fold"] else "p"
    return f"<{element}{state.classes('callout-title')}>{'' if token.meta['has_title'] else escape(name)}"


def _render_title_closing(token: Token, state: RenderState) -> str:
    body = "" if token.meta["is_empty"] else f"<div{state.classes('callout-body')}>\n"
    return f"</{'summary' if token.meta['fold'] else 'p'}>\n{body}"


def _render_closing(token: Token, state: RenderState) -> str:
    body = "" if token.meta["is_empty"] else "</div>"
    return f"{body}</{'details' if token.meta['fold'] else 'aside'}>\n"


CONSTRUCT = Construct(
    install=install,
    triggers={"callout_marker": "["},
    renderers={
        "callout_open": _render_opening,
        "callout_title_open": _render_title_opening,
        "callout_title_close": _render_title_closing,
        "callout_close": _render_closing,
    },
)
