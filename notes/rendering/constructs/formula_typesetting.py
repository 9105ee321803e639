"""All formulas of a note: gathered in reading order, typeset in one call, and put back in their places."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token

from notes.rendering.document import Formula
from notes.rendering.math import Source, typeset
from notes.rendering.problems import ProblemKind
from notes.rendering.state import RenderState

MAX_FORMULAS = 4_000
"""Formulas of a note that are drawn; a note of the greatest length that is dense with them has about 2,500."""


def draw(state: RenderState) -> None:
    """Typeset the note's formulas, and report what is wrong with them."""
    for token, source in _found(state):
        if len(state.sources) < MAX_FORMULAS:
            token.meta["index"] = len(state.sources)
            state.sources.append(source)
        else:
            _leave_as_text(token)
            state.report(ProblemKind.FORMULAS_TOO_MANY, (source.line, source.column))
    state.typeset_result = typeset(
        state.sources, macros=state.context.macros, find_equation=state.equation_elsewhere, budget=state.budget
    )
    state.problems += state.typeset_result.problems
    for source, drawn in zip(state.sources, state.typeset_result.formulas, strict=True):
        place = source.line, source.column
        state.formulas.append(
            Formula(drawn.tex, drawn.display, drawn.number, drawn.text, *place, drawn.anchor, drawn.labels)
        )
        state.anchors.update([drawn.anchor] if drawn.anchor else [])
    state.anchors.update(label.anchor for label in state.typeset_result.equations.values())
    _hide_definitions(state)


def _found(state: RenderState) -> Iterator[tuple[Token, Source]]:
    """The formulas in reading order, each with its place in the author's text."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "formula":
                yield token, _source_within(state, block, token)
            elif token.type == "lone_dollars" and token.content == "$$":
                state.report(
                    ProblemKind.UNCLOSED_FORMULA,
                    state.source_map.inside(block).at(token.meta["offset"]),
                    delimiter="$$",
                )
        if block.type == "formula_block":
            yield block, _source_of_block(state, block)
        elif block.type == "fence" and block.info.strip().lower() == "math":
            block.type = "formula_block"
            yield block, _source_of_fence(state, block)


def _source_within(state: RenderState, block: Token, token: Token) -> Source:
    start = token.meta["offset"]
    inside = state.source_map.inside(block)
    line, column = inside.at(start)
    starts = inside.line_starts(start, start + len(token.content)) if "\n" in token.content else ()
    return Source(token.content, token.meta["display"], line, column, token.meta["environment"], starts)


def _source_of_block(state: RenderState, block: Token) -> Source:
    line, column = state.source_map.at_offset(block.meta["source_offset"])
    return Source(block.content, True, line, column, block.meta["environment"], _line_starts(state, block, line))


def _source_of_fence(state: RenderState, block: Token) -> Source:
    first_line, _, _ = block.content.partition("\n")
    line, column = state.source_map.of_line((block.map or [0])[0] + 1, first_line)
    return Source(block.content, True, line, column, line_starts=_line_starts(state, block, line))


def _line_starts(state: RenderState, block: Token, line: int) -> tuple[int, ...]:
    """The columns at which the rows of a block's TeX after its first begin; `line` is that of the first."""
    return tuple(
        state.source_map.column_of(row, index) for index, row in enumerate(block.content.split("\n")[1:], line)
    )


def _leave_as_text(token: Token) -> None:
    if token.type == "formula":
        token.type, token.content = "text", token.markup
    else:
        token.type, token.children = "inline", [Token("text", "", 0, content=token.content)]


def _hide_definitions(state: RenderState) -> None:
    """Leave out the paragraphs that only define macros, and so would be empty."""
    for index, block in enumerate(state.tokens):
        if block.type != "inline" or not block.children:
            continue
        shown = (child for child in block.children if child.type != "softbreak")
        if all(child.type == "formula" and not state.rendered_formula(child).html for child in shown):
            for paragraph in (state.tokens[index - 1], state.tokens[index + 1]):
                paragraph.hidden = paragraph.hidden or paragraph.tag == "p"
