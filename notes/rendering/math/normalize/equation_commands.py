"""Labels, tags and references: what the rows of a formula are called, and what they refer to."""

from __future__ import annotations

from dataclasses import replace

from notes.rendering.math.normalize.builder import Builder
from notes.rendering.math.normalize.template import Reference


def label(builder: Builder, index: int) -> int:
    argument = builder.tokens.argument(index + 1)
    if argument is None or builder.in_body:
        return builder.copy(index)
    row = builder.rows[builder.row_here]
    found = (_label_name(builder, argument), builder.tokens[index].origin)
    builder.rows[builder.row_here] = replace(row, labels=(*row.labels, found))
    builder.draw()
    return argument[2]


def tag(builder: Builder, index: int) -> int:
    tokens = builder.tokens
    after = tokens.skip_space(index + 1)
    is_starred = tokens.text(after) == "*"
    argument = tokens.argument(after + is_starred)
    if argument is None or builder.in_body:
        return builder.copy(index)
    row = builder.rows[builder.row_here]
    tex = tokens.joined(argument[0], argument[1])
    if row.tag is not None:
        # LaTeX allows one; KaTeX would draw none of the formula for it.
        tex = f"{row.tag}, {tex}"
    builder.rows[builder.row_here] = replace(row, tag=tex, is_starred=is_starred)
    builder.draw()
    return argument[2]


def no_number(builder: Builder, index: int) -> int:
    builder.rows[builder.row_here] = replace(builder.rows[builder.row_here], counts=False)
    return index + 1


def reference(builder: Builder, index: int) -> int:
    argument = builder.tokens.argument(index + 1)
    if argument is None or builder.in_body:
        return builder.copy(index)
    token = builder.tokens[index]
    builder.parts.append(Reference(_label_name(builder, argument), token.text == r"\eqref", token.origin))
    builder.draw()
    return argument[2]


def _label_name(builder: Builder, argument: tuple[int, int, int]) -> str:
    """A label as the author wrote it, for respelled for KaTeX it might be another."""
    begin, end, _ = argument
    if begin == end:
        return ""
    last = builder.tokens[end - 1]
    return " ".join(builder.tex[builder.tokens[begin].origin : last.origin + len(last.text)].split())
