"""Handlers for macro definitions within a formula."""

from __future__ import annotations

from dataclasses import replace

from notes.rendering.math.normalize.builder import Builder
from notes.rendering.math.normalize.definitions import read_definition
from notes.rendering.math.normalize.tokens import Token


def definition(builder: Builder, index: int) -> int:
    """Rewrite a definition for KaTeX. One outside of braces also holds for the rest of the note."""
    found = None if builder.in_body else read_definition(builder.tokens, index)
    if found is None:
        return builder.copy(index)
    origin = builder.tokens[index].origin
    macro = found.macro
    before, after = macro.around_body()
    builder.write(before, origin)
    if macro.is_alias:
        builder.write(macro.body, origin)
    else:
        body_start = len(builder.parts)
        builder.in_body = True
        builder.process(found.start, found.end)
        builder.in_body = False
        body = "".join(part.text for part in builder.parts[body_start:] if isinstance(part, Token))
        macro = replace(macro, body=body)
    builder.write(after, origin)
    if not builder.depth:
        builder.macros.append(macro)
    return found.next_index
