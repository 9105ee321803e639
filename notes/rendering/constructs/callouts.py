"""Callouts: quotes that begin with `[!NOTE]`, GitHub's and Obsidian's, folded by `+` and `-`.

The mathematical kinds among them become theorems (see `theorems.py`).
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

KINDS: dict[str, str] = {
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
"""GitHub's five types and Obsidian's, each with the kind that it is shown as."""

_MARKER = re.compile(r"\[!(?P<type>[\w-]{1,40})\](?P<fold>[+-]?)(?![(\[:])(?P<title>.*)")
_LABEL = re.compile(r"\{#([\w:.-]{1,100})\}$")


def install(md: MarkdownIt) -> None:
    md.block.ruler.before("table", "callout_marker", callout_marker)


def callout_marker(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """The first line of a quote, when it makes the quote a callout. The line is the title, whatever follows it."""
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
    """Make `opening` a callout's, and push its title."""
    written = opening.meta["type"].lower()
    theorem = written in THEOREM_KINDS
    opening.type = "theorem_open" if theorem else "callout_open"
    opening.meta["kind"] = written if theorem else KINDS.get(written, "note")
    opening.meta["unknown"] = not theorem and written not in KINDS
    opening.meta["titled"] = bool(title)
    name = state.push(f"{opening.type.removesuffix('open')}title_open", "", 1)
    inline = state.push("inline", "", 0)
    inline.content = title
    inline.children = []
    inline.map = [line, line + 1]
    state.push(f"{opening.type.removesuffix('open')}title_close", "", -1).meta = name.meta = opening.meta


def close(state: RenderState) -> None:
    """Give the tokens that close callouts their type, and tell the author of types nobody knows."""
    for index, opening in enumerate(state.tokens):
        if opening.type not in ("callout_open", "theorem_open"):
            continue
        closing = state.tokens[matching_close(state.tokens, index)]
        closing.type = opening.type.replace("open", "close")
        closing.meta = opening.meta
        opening.meta["empty"] = state.tokens[index + 4] is closing
        if opening.meta["unknown"]:
            state.report(ProblemKind.UNKNOWN_CALLOUT, state.source_map.of_block(opening), type=opening.meta["type"])


def _render_opening(token: Token, state: RenderState) -> str:
    kind, fold = token.meta["kind"], token.meta["fold"]
    element = "details" if fold else "aside"
    return f"<{element}{state.classes(f'callout callout-{kind}')}{' open' if fold == '+' else ''}>\n"


def _render_title_opening(token: Token, state: RenderState) -> str:
    """The title's element, with the kind's name in it where the author wrote no title."""
    name = token.meta["type"] if token.meta["unknown"] else state.labels[token.meta["kind"]]
    element = "summary" if token.meta["fold"] else "p"
    return f"<{element}{state.classes('callout-title')}>{'' if token.meta['titled'] else escape(name)}"


def _render_title_closing(token: Token, state: RenderState) -> str:
    body = "" if token.meta["empty"] else f"<div{state.classes('callout-body')}>\n"
    return f"</{'summary' if token.meta['fold'] else 'p'}>\n{body}"


def _render_closing(token: Token, state: RenderState) -> str:
    body = "" if token.meta["empty"] else "</div>"
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
