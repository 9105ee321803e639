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

from notes.rendering.anchors import slug_of
from notes.rendering.construct import Writer
from notes.rendering.document import LinkedNote
from notes.rendering.state import Note
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


def resolve(note: Note) -> None:
    """Find what each link points to, and tell the author of those that point nowhere.

    The notes that equations are taken from are linked, too.
    """
    for block, token in inline_tokens(note.tokens):
        slug = token.meta.get("slug", "")
        if slug:
            note.links[slug] = None
        if token.type != "note_link_open":
            continue
        anchor = token.meta["anchor"]
        found = _elsewhere(note.notes.get(slug), anchor) if slug else _here(note, anchor)
        if found is None:
            token.meta["missing"] = True
            place = note.places.inside(block).at(token.meta["offset"])
            if slug not in note.notes and slug:
                note.report("missing-note", place, slug=slug)
            else:
                note.report("missing-anchor", place, anchor=anchor)
            found = (note.notes[slug].url if slug in note.notes else ""), anchor or slug
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
    if slug_of(anchor) in target.anchors or anchor in target.anchors:
        return f"{target.url}#{anchor if anchor in target.anchors else slug_of(anchor)}", f"{target.title} § {anchor}"
    return None


def _here(note: Note, anchor: str) -> tuple[str, str] | None:
    """The address and the name of a theorem, an equation or a heading of this note."""
    if theorem := note.theorems.get(anchor):
        return f"#{theorem.anchor}", theorem.name
    if equation := note.typeset.labels.get(anchor):
        return f"#{equation.anchor}", f"({equation.number})"
    for wanted in (anchor, slug_of(anchor)):
        if wanted in note.heading_texts:
            return f"#{wanted}", note.heading_texts[wanted]
    return None


def _write_opening(token: Token, note: Note) -> str:
    name = escape(token.meta["name"]) if token.meta["bare"] else ""
    href = token.meta["href"]
    if token.meta.get("missing") and not href:
        title = escape(note.words["missing-note"])
        return f'<span{note.classes("note-link-missing")} title="{title}">{name}'
    return f'<a{note.classes("note-link")} href="{escape(href)}">{name}'


def _write_closing(token: Token, note: Note) -> str:
    return "</span>" if token.meta.get("missing") and not token.meta["href"] else "</a>"


WRITERS: dict[str, Writer] = {"note_link_open": _write_opening, "note_link_close": _write_closing}
