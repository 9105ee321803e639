"""Links to other notes: `[[slug]]`, `[[slug|text]]`, `[[slug#heading]]`, and `[[#label]]` within the note itself.

Where CommonMark has a reading of its own (`[[text]](address)`, `[[defined]]`), that reading stands.
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
        opening.meta["bare"] = not match["text"]
        closing.meta = opening.meta
    state.pos = match.end()
    return True


def slugs_named(source: str) -> set[str]:
    """The slugs of the notes that `[[…]]` in this source names, some of them perhaps in code."""
    return {match["slug"] for match in _LINK.finditer(source) if match["slug"]}


def resolve(state: RenderState) -> None:
    """Find what each link points to, and tell the author of those that point nowhere.

    The notes that equations are taken from are linked, too.
    """
    for block, token in inline_tokens(state.tokens):
        slug = token.meta.get("slug", "")
        if slug:
            state.links[slug] = None
        if token.type != "note_link_open":
            continue
        anchor = token.meta["anchor"]
        found = _elsewhere(state.notes.get(slug), anchor) if slug else _here(state, anchor)
        if found is None:
            token.meta["missing"] = True
            place = state.source_map.inside(block).at(token.meta["offset"])
            if slug not in state.notes and slug:
                state.report(ProblemKind.MISSING_NOTE, place, slug=slug)
            else:
                state.report(ProblemKind.MISSING_ANCHOR, place, anchor=anchor)
            found = (state.notes[slug].url if slug in state.notes else ""), anchor or slug
        token.meta["href"], token.meta["name"] = found


def _elsewhere(target: LinkedNote | None, anchor: str) -> tuple[str, str] | None:
    """The address and the name of another note, or of a part of it."""
    if target is None:
        return None
    if not anchor:
        return target.url, target.title
    for theorem in target.theorems:
        if theorem.label == anchor:
            return f"{target.url}#{theorem.anchor}", theorem.name
    for equation in target.equations:
        if equation.label == anchor:
            return f"{target.url}#{equation.anchor}", f"({equation.number})"
    if slugify(anchor) in target.anchors or anchor in target.anchors:
        return f"{target.url}#{anchor if anchor in target.anchors else slugify(anchor)}", f"{target.title} § {anchor}"
    return None


def _here(state: RenderState, anchor: str) -> tuple[str, str] | None:
    """The address and the name of a theorem, an equation or a heading of this note."""
    if theorem := state.theorems.get(anchor):
        return f"#{theorem.anchor}", theorem.name
    if equation := state.typeset_result.equations.get(anchor):
        return f"#{equation.anchor}", f"({equation.number})"
    for wanted in (anchor, slugify(anchor)):
        if wanted in state.heading_texts:
            return f"#{wanted}", state.heading_texts[wanted]
    return None


def _render_opening(token: Token, state: RenderState) -> str:
    name = escape(token.meta["name"]) if token.meta["bare"] else ""
    href = token.meta["href"]
    if token.meta.get("missing") and not href:
        title = escape(state.labels["missing-note"])
        return f'<span{state.classes("note-link-missing")} title="{title}">{name}'
    return f'<a{state.classes("note-link")} href="{escape(href)}">{name}'


def _render_closing(token: Token, state: RenderState) -> str:
    return "</span>" if token.meta.get("missing") and not token.meta["href"] else "</a>"


CONSTRUCT = Construct(
    install=install,
    triggers={"note_link": "["},
    renderers={"note_link_open": _render_opening, "note_link_close": _render_closing},
)
