"""Definitions of macros within a formula."""

from __future__ import annotations

from dataclasses import replace

from notes.rendering.math.normalize import definitions
from notes.rendering.math.normalize.builder import Builder
from notes.rendering.math.normalize.tokens import Token


def definition(builder: Builder, index: int) -> int:
    """Put a definition into words that KaTeX understands; one outside of braces is the note's as well."""
    found = None if builder.in_body else definitions.read(builder.tokens, index)
    if found is None:
        return builder.copy(index)
    origin = builder.tokens[index].origin
    macro = found.macro
    before, behind = macro.around()
    builder.write(before, origin)
    if macro.is_alias:
        builder.write(macro.body, origin)
    else:
        began = len(builder.parts)
        builder.in_body = True
        builder.walk(found.begin, found.end)
        builder.in_body = False
        macro = replace(macro, body="".join(part.text for part in builder.parts[began:] if isinstance(part, Token)))
    builder.write(behind, origin)
    if not builder.depth:
        builder.macros.append(macro)
    return found.after
