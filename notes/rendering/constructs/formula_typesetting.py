"""Typeset the formulas of a note, collected in reading order, in one call."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token

from notes.rendering.document import Formula
from notes.rendering.math import Source, typeset
from notes.rendering.problems import ProblemKind
from notes.rendering.state import RenderState

MAX_FORMULAS = 4_000
"""Formulas of a note that are typeset. A note of maximum length that consists of formulas has about 2,500."""


def typeset_formulas(state: RenderState) -> None:
    """Typeset all formulas, and report their problems."""
    for token, source in _formula_sources(state):
        if len(state.sources) < MAX_FORMULAS:
            token.meta["index"] = len(state.sources)
            state.sources.append(source)
        else:
            _leave_as_text(token)
            state.report(ProblemKind.FORMULAS_TOO_MANY, (source.line, source.column))
    state.typeset_result = typeset(
        state.sources, macros=state.context.macros, find_equation=state.find_equation, budget=state.budget
    )
    state.problems += state.typeset_result.problems
    for source, rendered in zip(state.sources, state.typeset_result.formulas, strict=True):
        state.formulas.append(
            Formula(
                tex=rendered.tex,
                display=rendered.display,
                number=rendered.number,
                text=rendered.text,
                line=source.line,
                column=source.column,
                anchor=rendered.anchor,
                labels=rendered.labels,
            )
        )
    state.anchors.update(equation.anchor for equation in state.typeset_result.equations.values())
    _hide_definitions(state)


def _formula_sources(state: RenderState) -> Iterator[tuple[Token, Source]]:
    """The formula tokens in reading order, each with its source. Unclosed delimiters are reported."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "formula":
                yield token, _inline_source(state, block, token)
            elif token.type == "unmatched_dollars" and token.content == "$$":
                position = state.source_map.block_map(block).at(token.meta["offset"])
                state.report(ProblemKind.UNCLOSED_FORMULA, position, delimiter="$$")
        if block.type == "formula_block":
            yield block, _block_source(state, block)
        elif block.type == "fence" and block.info.strip().lower() == "math":
            block.type = "formula_block"
            yield block, _fence_source(state, block)


def _inline_source(state: RenderState, block: Token, token: Token) -> Source:
    start = token.meta["offset"]
    block_map = state.source_map.block_map(block)
    line, column = block_map.at(start)
    starts = block_map.line_start_columns(start, start + len(token.content)) if "\n" in token.content else ()
    return Source(token.content, token.meta["display"], line, column, token.meta["environment"], starts)


def _block_source(state: RenderState, block: Token) -> Source:
    line, column = state.source_map.at_offset(block.meta["source_offset"])
    return Source(block.content, True, line, column, block.meta["environment"], _line_start_columns(state, block, line))


def _fence_source(state: RenderState, block: Token) -> Source:
    first_line, _, _ = block.content.partition("\n")
    line, column = state.source_map.at_text((block.map or [0])[0] + 1, first_line)
    return Source(block.content, True, line, column, line_starts=_line_start_columns(state, block, line))


def _line_start_columns(state: RenderState, block: Token, line: int) -> tuple[int, ...]:
    """The columns at which the lines of a block's TeX begin, after the first one, which is at `line`."""
    return tuple(
        state.source_map.column_of(text, index) for index, text in enumerate(block.content.split("\n")[1:], line)
    )


def _leave_as_text(token: Token) -> None:
    if token.type == "formula":
        token.type, token.content = "text", token.markup
    else:
        token.type, token.children = "inline", [Token("text", "", 0, content=token.content)]


def _hide_definitions(state: RenderState) -> None:
    """Hide paragraphs that only define macros, which would be empty."""
    for index, block in enumerate(state.tokens):
        if block.type != "inline" or not block.children:
            continue
        content = (child for child in block.children if child.type != "softbreak")
        if all(child.type == "formula" and not state.rendered_formula(child).html for child in content):
            for paragraph in (state.tokens[index - 1], state.tokens[index + 1]):
                paragraph.hidden = paragraph.hidden or paragraph.tag == "p"
