"""Links to notes: `[[slug]]`, `[[slug|text]]`, `[[slug#heading]]`, and `[[#label]]` within the same note.

The meaning that CommonMark gives to `[[text]](url)` and to a defined `[[reference]]` takes precedence.
"""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from notes.rendering.anchors import slugify
from notes.rendering.construct import Construct
from notes.rendering.document import LinkedNote
from notes.rendering.problems import ProblemKind
from notes.rendering.state import RenderState
from notes.rendering.token_tree import inline_tokens

_LINK = re.compile(
    r"\[\[(?P<slug>[\w-]*)(?:#(?P<anchor>[^\[\]|\n]{1,200}))?(?:\\?\|(?P<text>[^\[\]\n]{1,300}))?\]\](?![(\[:\]])"
)


def install(md: MarkdownIt) -> None:
    md.inline.ruler.before("link", "note_link", note_link)


def note_link(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not state.src.startswith("[[", start) or state.linkLevel or (start and state.src[start - 1] in "!["):
        return False
    match = _LINK.match(state.src, start, state.posMax)
    if match is None or not (match["slug"] or match["anchor"]):
        return False
    if normalizeReference(match[0][2:-2]) in state.env.get("references", {}):
        return False
    if not silent:
        opening = state.push("note_link_open", "a", 1)
        opening.meta = {"slug": match["slug"], "anchor": match["anchor"] or "", "offset": start}
        if match["text"]:
            end, state.pos, state.posMax = state.posMax, match.start("text"), match.end("text")
            state.linkLevel += 1
            state.md.inline.tokenize(state)
            state.linkLevel -= 1
            state.posMax = end
        closing = state.push("note_link_close", "a", -1)
        opening.meta["has_text"] = bool(match["text"])
        closing.meta = opening.meta
    state.pos = match.end()
    return True


def referenced_slugs(source: str) -> set[str]:
    """The slugs in `[[…]]`, also those in code."""
    return {match["slug"] for match in _LINK.finditer(source) if match["slug"]}


def resolve_note_links(state: RenderState) -> None:
    """Find the URL and the text of each link, and report broken ones.

    Slugs are collected from references to equations, too.
    """
    for block, token in inline_tokens(state.tokens):
        slug = token.meta.get("slug", "")
        if slug:
            state.links[slug] = None
        if token.type != "note_link_open":
            continue
        anchor, note = token.meta["anchor"], state.notes.get(slug)
        target = _target_elsewhere(note, anchor) if slug else _target_here(state, anchor)
        if target is None:
            position = state.source_map.block_map(block).at(token.meta["offset"])
            if slug and note is None:
                state.report(ProblemKind.MISSING_NOTE, position, slug=slug)
            else:
                state.report(ProblemKind.MISSING_ANCHOR, position, anchor=anchor)
            target = (note.url if note else ""), anchor or slug
        token.meta["href"], token.meta["text"] = target


def _target_elsewhere(note: LinkedNote | None, anchor: str) -> tuple[str, str] | None:
    """The URL and the text of a link to another note, or to a part of it."""
    if note is None:
        return None
    if not anchor:
        return note.url, note.title
    if theorem := note.theorem(anchor):
        return f"{note.url}#{theorem.anchor}", theorem.name
    if equation := note.equation(anchor):
        return f"{note.url}#{equation.anchor}", f"({equation.number})"
    for heading in (anchor, slugify(anchor)):
        if heading in note.anchors:
            return f"{note.url}#{heading}", f"{note.title} § {anchor}"
    return None


def _target_here(state: RenderState, anchor: str) -> tuple[str, str] | None:
    """The URL and the text of a link to a theorem, an equation or a heading of this note."""
    if theorem := state.theorems.get(anchor):
        return f"#{theorem.anchor}", theorem.name
    if equation := state.typeset_result.equations.get(anchor):
        return f"#{equation.anchor}", f"({equation.number})"
    for heading in (anchor, slugify(anchor)):
        if heading in state.heading_texts:
            return f"#{heading}", state.heading_texts[heading]
    return None


def _render_opening(token: Token, state: RenderState) -> str:
    text = "" if token.meta["has_text"] else escape(token.meta["text"])
    href = token.meta["href"]
    if not href:
        title = escape(state.labels["missing-note"])
        return f'<span{state.classes("note-link-missing")} title="{title}">{text}'
    return f'<a{state.classes("note-link")} href="{escape(href)}">{text}'


def _render_closing(token: Token, state: RenderState) -> str:
    return "</a>" if token.meta["href"] else "</span>"


CONSTRUCT = Construct(
    install=install,
    triggers={"note_link": "["},
    renderers={"note_link_open": _render_opening, "note_link_close": _render_closing},
)
