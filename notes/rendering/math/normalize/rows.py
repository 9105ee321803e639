"""Handlers for braces, fences, environments and the rows of environments, which carry the numbers."""

from __future__ import annotations

import re

from notes.rendering.math.normalize.builder import Builder, Frame
from notes.rendering.math.normalize.environments import (
    ENVIRONMENTS,
    PROMOTED,
    TRANSPARENT,
    Environment,
    Numbers,
    simplify_columns,
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
    name, after = tokens.join(argument[0], argument[1]).strip(), argument[2]
    if builder.is_promoted and not builder.frames:
        name = PROMOTED.get(name, name)
    if name in TRANSPARENT:
        builder.open_transparent(name, tokens.join(index, after), tokens[index].origin)
        return after
    environment = ENVIRONMENTS.get(name)
    if environment is None:
        _open(builder, Frame(rf"\end{{{name}}}", builder.depth, builder.fences))
        builder.parts.extend(tokens[copied] for copied in range(index, after))
        return after
    begin_tex, end_tex = environment.begin, environment.end
    has_numbers = environment.numbers is not None and builder.is_outermost
    if environment.numbers and not has_numbers and not builder.in_body:
        begin_tex, end_tex = _inner(environment)
    frame = Frame(end_tex, builder.depth, builder.fences, environment, opened_at=len(builder.parts))
    builder.write(begin_tex, tokens[index].origin)
    after = _rewrite_arguments(builder, environment, after)
    _open(builder, frame)
    if has_numbers:
        frame.row = builder.open_row(environment.counts)
    return after


def end(builder: Builder, index: int) -> int:
    tokens = builder.tokens
    argument = tokens.argument(index + 1)
    if argument is None:
        return builder.copy(index)
    origin, after = tokens[index].origin, argument[2]
    name = tokens.join(argument[0], argument[1]).strip()
    if name in TRANSPARENT:
        builder.close_transparent(name, tokens.join(index, after), origin)
        return after
    builder.mark_visible()
    if builder.in_body or not builder.frames:
        environment = ENVIRONMENTS.get(name)
        builder.write(environment.end if environment else tokens.join(index, after), origin)
        return after
    frame = builder.frames.pop()
    if frame.row is not None:
        builder.close_row(frame.row)
        if inner := _inner_for_lines(frame):
            _wrap(builder.parts, frame.opened_at, inner, origin)
        builder.write_tag_slot(frame.row)
    builder.write(frame.end, origin)
    return after


def line_break(builder: Builder, index: int) -> int:
    frame = None if builder.in_body else builder.current_frame
    has_rows = bool(frame and frame.row is not None and frame.environment and frame.environment.numbers is Numbers.ROWS)
    if frame and frame.row is not None and has_rows:
        builder.close_row(frame.row)
        builder.write_tag_slot(frame.row)
    after = _after_break(builder, builder.copy(index))
    if frame:
        frame.ampersands = 0
        frame.has_breaks = True
        if frame.environment and has_rows:
            frame.row = builder.open_row(frame.environment.counts)
    return after


def ampersand(builder: Builder, index: int) -> int:
    frame = None if builder.in_body else builder.current_frame
    if frame:
        frame.ampersands += 1
        frame.has_columns = True
        if frame.environment and frame.environment.is_triple and frame.ampersands == 2:
            # `a &=& b`: an `align` has one ampersand for each relation.
            return index + 1
    elif builder.is_outermost:
        builder.has_columns = True
    return builder.copy(index)


def _open(builder: Builder, frame: Frame) -> None:
    builder.mark_visible()
    if not builder.in_body:
        builder.frames.append(frame)


def _inner(environment: Environment) -> tuple[str, str]:
    """What replaces a numbered environment within another one, where it can have no numbers."""
    inner = environment.inner
    return (rf"\begin{{{inner}}}", rf"\end{{{inner}}}") if inner else ("{", "}")


def _rewrite_arguments(builder: Builder, environment: Environment, after: int) -> int:
    tokens = builder.tokens
    if environment.has_option and (option := tokens.optional(after)):
        after = option[2]
    for _ in range(environment.arguments):
        if argument := tokens.argument(after):
            after = argument[2]
    if environment.has_columns and (argument := tokens.argument(after)):
        specification = tokens.join(argument[0], argument[1])
        builder.write(f"{{{simplify_columns(specification)}}}", tokens[argument[0] - 1].origin)
        after = argument[2]
    return after


def _inner_for_lines(frame: Frame) -> str:
    """The environment that an `equation` of several lines needs within it. LaTeX forbids them; authors write them."""
    if frame.environment is None or frame.environment.begin != r"\begin{equation*}":
        return ""
    return "aligned" if frame.has_columns else "gathered" if frame.has_breaks else ""


def _wrap(parts: list[Part], opened_at: int, environment: str, origin: int) -> None:
    opening = parts[opened_at]
    if isinstance(opening, Token):
        parts[opened_at] = opening._replace(text=rf"{opening.text}\begin{{{environment}}}")
    parts.append(Token(rf"\end{{{environment}}}", origin, is_verbatim=False))


def _after_break(builder: Builder, index: int) -> int:
    r"""Skip the star of `\\*`. A bracket without a size, as in `\\[a, b]`, begins the next row: end the command."""
    tokens = builder.tokens
    if tokens.text(index) == "*":
        index += 1
    option = tokens.optional(index) if tokens.text(index) == "[" else None
    if option and not _SIZE.fullmatch(tokens.join(option[0], option[1])):
        builder.write("{}", tokens[index].origin)
    return index
