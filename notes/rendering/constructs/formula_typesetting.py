"""All formulas of a note: gathered in reading order, typeset in one call, and put back in their places."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from markdown_it.token import Token

from notes.rendering.construct import Writer
from notes.rendering.document import Formula
from notes.rendering.math import Source, typeset
from notes.rendering.state import Note

MAX_FORMULAS = 4_000
"""Formulas of a note that are drawn; a note of the greatest length that is dense with them has about 2,500."""


def draw(note: Note) -> None:
    """Typeset the note's formulas, and report what is wrong with them."""
    for token, source in _found(note):
        if len(note.sources) < MAX_FORMULAS:
            token.meta["index"] = len(note.sources)
            note.sources.append(source)
        else:
            _leave_as_text(token)
            note.report("formulas-too-many", (source.line, source.column))
    note.typeset = typeset(
        note.sources, macros=note.surroundings.macros, external=note.equation_elsewhere, budget=note.budget
    )
    note.problems += note.typeset.problems
    for source, drawn in zip(note.sources, note.typeset.formulas, strict=True):
        place = source.line, source.column
        note.formulas.append(
            Formula(drawn.tex, drawn.display, drawn.number, drawn.text, *place, drawn.anchor, drawn.labels)
        )
        note.anchors.update([drawn.anchor] if drawn.anchor else [])
    note.anchors.update(label.anchor for label in note.typeset.labels.values())
    _hide_definitions(note)


def _found(note: Note) -> Iterator[tuple[Token, Source]]:
    """The formulas in reading order, each with its place in the author's text."""
    for block in note.tokens:
        for token in block.children or ():
            if token.type == "formula":
                yield token, _source_within(note, block, token)
            elif token.type == "lone_dollars" and token.content == "$$":
                note.report("unclosed-formula", note.places.inside(block).at(token.meta["offset"]), delimiter="$$")
        if block.type == "formula_block":
            yield block, _source_of_block(note, block)
        elif block.type == "fence" and block.info.strip().lower() == "math":
            block.type = "formula_block"
            yield block, _source_of_fence(note, block)


def _source_within(note: Note, block: Token, token: Token) -> Source:
    start = token.meta["offset"]
    inside = note.places.inside(block)
    line, column = inside.at(start)
    starts = inside.line_starts(start, start + len(token.content)) if "\n" in token.content else ()
    return Source(token.content, token.meta["display"], line, column, token.meta["environment"], starts)


def _source_of_block(note: Note, block: Token) -> Source:
    line, column = note.places.at_offset(block.meta["source_offset"])
    return Source(block.content, True, line, column, block.meta["environment"], _line_starts(note, block, line))


def _source_of_fence(note: Note, block: Token) -> Source:
    first_line, _, _ = block.content.partition("\n")
    line, column = note.places.of_line((block.map or [0])[0] + 1, first_line)
    return Source(block.content, True, line, column, line_starts=_line_starts(note, block, line))


def _line_starts(note: Note, block: Token, line: int) -> tuple[int, ...]:
    """The columns at which the rows of a block's TeX after its first begin; `line` is that of the first."""
    return tuple(note.places.column_of(row, index) for index, row in enumerate(block.content.split("\n")[1:], line))


def _leave_as_text(token: Token) -> None:
    if token.type == "formula":
        token.type, token.content = "text", token.markup
    else:
        token.type, token.children = "inline", [Token("text", "", 0, content=token.content)]


def _hide_definitions(note: Note) -> None:
    """Leave out the paragraphs that only define macros, and so would be empty."""
    for index, block in enumerate(note.tokens):
        if block.type != "inline" or not block.children:
            continue
        shown = (child for child in block.children if child.type != "softbreak")
        if all(child.type == "formula" and not note.drawn(child).html for child in shown):
            for paragraph in (note.tokens[index - 1], note.tokens[index + 1]):
                paragraph.hidden = paragraph.hidden or paragraph.tag == "p"


def _write_formula(token: Token, note: Note) -> str:
    drawn = note.drawn(token)
    return note.splices.place(drawn.html, feed_html=drawn.feed_html, text=token.content)


def _write_block(token: Token, note: Note) -> str:
    return f"<p>{_write_formula(token, note)}</p>\n" if note.drawn(token).html else ""


def _write_dollars(token: Token, note: Note) -> str:
    return escape(token.content)


WRITERS: dict[str, Writer] = {"formula": _write_formula, "formula_block": _write_block, "lone_dollars": _write_dollars}
