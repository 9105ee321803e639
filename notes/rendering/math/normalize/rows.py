"""Environments and their rows: which of them carry numbers, and where the numbers go."""

from __future__ import annotations

import re

from notes.rendering.math.normalize.builder import Builder, Frame
from notes.rendering.math.normalize.environments import (
    ENVIRONMENTS,
    PROMOTED,
    TRANSPARENT,
    Environment,
    Numbers,
    plain_columns,
)
from notes.rendering.math.normalize.template import Part
from notes.rendering.math.normalize.tokens import Token

_SIZE = re.compile(r"\s*[-+]?\s*(?:\d+\.?\d*|\.\d+)\s*[a-z]{2}\s*")


def open_brace(builder: Builder, index: int) -> int:
    builder.depth += 1
    return builder.copy(index)


def close_brace(builder: Builder, index: int) -> int:
    builder.depth -= 1
    return builder.copy(index)


def open_fence(builder: Builder, index: int) -> int:
    builder.fences += 1
    return builder.copy(index)


def close_fence(builder: Builder, index: int) -> int:
    builder.fences -= 1
    return builder.copy(index)


def begin(builder: Builder, index: int) -> int:
    tokens = builder.tokens
    argument = tokens.argument(index + 1)
    if argument is None:
        return builder.copy(index)
    name, after = tokens.joined(argument[0], argument[1]).strip(), argument[2]
    if builder.is_promoted and not builder.frames:
        name = PROMOTED.get(name, name)
    if name in TRANSPARENT:
        builder.open_transparent(name, tokens.joined(index, after), tokens[index].origin)
        return after
    kind = ENVIRONMENTS.get(name)
    if kind is None:
        _open(builder, Frame(rf"\end{{{name}}}", builder.depth, builder.fences))
        builder.parts.extend(tokens[passed] for passed in range(index, after))
        return after
    opening, ending = kind.begin, kind.end
    has_numbers = kind.numbers is not None and builder.is_outermost
    if kind.numbers and not has_numbers and not builder.in_body:
        opening, ending = _inner(kind)
    frame = Frame(ending, builder.depth, builder.fences, kind, opened_at=len(builder.parts))
    builder.write(opening, tokens[index].origin)
    after = _arguments(builder, kind, after)
    _open(builder, frame)
    if has_numbers:
        frame.row = builder.open_row(kind.counts)
    return after


def end(builder: Builder, index: int) -> int:
    tokens = builder.tokens
    argument = tokens.argument(index + 1)
    if argument is None:
        return builder.copy(index)
    origin, after = tokens[index].origin, argument[2]
    name = tokens.joined(argument[0], argument[1]).strip()
    if name in TRANSPARENT:
        builder.close_transparent(name, tokens.joined(index, after), origin)
        return after
    builder.draw()
    if builder.in_body or not builder.frames:
        kind = ENVIRONMENTS.get(name)
        builder.write(kind.end if kind else tokens.joined(index, after), origin)
        return after
    frame = builder.frames.pop()
    if frame.row is not None:
        builder.close_row(frame.row)
        if inner := _lines_within(frame):
            _wrap(builder.parts, frame.opened_at, inner, origin)
        builder.write_tag_slot(frame.row)
    builder.write(frame.end, origin)
    return after


def line_break(builder: Builder, index: int) -> int:
    frame = None if builder.in_body else builder.frame_here
    has_rows = bool(frame and frame.row is not None and frame.kind and frame.kind.numbers is Numbers.ROWS)
    if frame and frame.row is not None and has_rows:
        builder.close_row(frame.row)
        builder.write_tag_slot(frame.row)
    after = _after_break(builder, builder.copy(index))
    if frame:
        frame.ampersands = 0
        frame.has_breaks = True
        if frame.kind and has_rows:
            frame.row = builder.open_row(frame.kind.counts)
    return after


def ampersand(builder: Builder, index: int) -> int:
    frame = None if builder.in_body else builder.frame_here
    if frame:
        frame.ampersands += 1
        frame.has_columns = True
        if frame.kind and frame.kind.triple and frame.ampersands == 2:
            # `a &=& b`: an `align` has one ampersand a relation.
            return index + 1
    elif builder.is_outermost:
        builder.has_columns = True
    return builder.copy(index)


def _open(builder: Builder, frame: Frame) -> None:
    builder.draw()
    if not builder.in_body:
        builder.frames.append(frame)


def _inner(kind: Environment) -> tuple[str, str]:
    """What becomes of a numbered environment inside another one, where it can have no numbers."""
    return (rf"\begin{{{kind.inner}}}", rf"\end{{{kind.inner}}}") if kind.inner else ("{", "}")


def _arguments(builder: Builder, kind: Environment, after: int) -> int:
    tokens = builder.tokens
    if kind.options and (option := tokens.optional(after)):
        after = option[2]
    for _ in range(kind.arguments):
        if argument := tokens.argument(after):
            after = argument[2]
    if kind.columns and (argument := tokens.argument(after)):
        description = tokens.joined(argument[0], argument[1])
        builder.write(f"{{{plain_columns(description)}}}", tokens[argument[0] - 1].origin)
        after = argument[2]
    return after


def _lines_within(frame: Frame) -> str:
    """What an `equation` of several lines needs around them. LaTeX does not allow them, but authors write them."""
    if frame.kind is None or frame.kind.begin != r"\begin{equation*}":
        return ""
    return "aligned" if frame.has_columns else "gathered" if frame.has_breaks else ""


def _wrap(parts: list[Part], opened_at: int, environment: str, origin: int) -> None:
    opening = parts[opened_at]
    if isinstance(opening, Token):
        parts[opened_at] = opening._replace(text=rf"{opening.text}\begin{{{environment}}}")
    parts.append(Token(rf"\end{{{environment}}}", origin, copied=False))


def _after_break(builder: Builder, index: int) -> int:
    r"""Past the star of a `\\*`; and a bracket that holds no size, as in `\\[a, b]`, is the next row's own."""
    tokens = builder.tokens
    if tokens.text(index) == "*":
        index += 1
    option = tokens.optional(index) if tokens.text(index) == "[" else None
    if option and not _SIZE.fullmatch(tokens.joined(option[0], option[1])):
        builder.write("{}", tokens[index].origin)
    return index
