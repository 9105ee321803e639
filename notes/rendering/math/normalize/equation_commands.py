r"""Handlers for `\label`, `\tag`, `\notag`, `\ref` and `\eqref`."""

from __future__ import annotations

from dataclasses import replace

from notes.rendering.math.normalize.builder import Builder
from notes.rendering.math.normalize.template import Reference


def label(builder: Builder, index: int) -> int:
    argument = builder.tokens.argument(index + 1)
    if argument is None or builder.in_body:
        return builder.copy(index)
    row = builder.rows[builder.current_row]
    labeled = (_label_name(builder, argument), builder.tokens[index].origin)
    builder.rows[builder.current_row] = replace(row, labels=(*row.labels, labeled))
    builder.mark_visible()
    return argument[2]


def tag(builder: Builder, index: int) -> int:
    tokens = builder.tokens
    after = tokens.skip_space(index + 1)
    is_starred = tokens.text(after) == "*"
    argument = tokens.argument(after + is_starred)
    if argument is None or builder.in_body:
        return builder.copy(index)
    row = builder.rows[builder.current_row]
    tex = tokens.join(argument[0], argument[1])
    if row.tag is not None:
        # LaTeX allows one tag. KaTeX would reject the whole formula for a second one.
        tex = f"{row.tag}, {tex}"
    builder.rows[builder.current_row] = replace(row, tag=tex, is_starred=is_starred)
    builder.mark_visible()
    return argument[2]


def no_number(builder: Builder, index: int) -> int:
    builder.rows[builder.current_row] = replace(builder.rows[builder.current_row], counts=False)
    return index + 1


def reference(builder: Builder, index: int) -> int:
    argument = builder.tokens.argument(index + 1)
    if argument is None or builder.in_body:
        return builder.copy(index)
    token = builder.tokens[index]
    builder.parts.append(Reference(_label_name(builder, argument), token.text == r"\eqref", token.origin))
    builder.mark_visible()
    return argument[2]


def _label_name(builder: Builder, argument: tuple[int, int, int]) -> str:
    """A label as the author wrote it. The tokens may have been rewritten for KaTeX."""
    start, end, _ = argument
    if start == end:
        return ""
    last = builder.tokens[end - 1]
    return " ".join(builder.tex[builder.tokens[start].origin : last.origin + len(last.text)].split())
