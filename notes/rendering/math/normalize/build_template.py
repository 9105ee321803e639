r"""Finds what of a formula the whole note is concerned with: numbered rows, labels, references, definitions.

KaTeX numbers by a CSS counter and knows no `\label`, so its own numbering is never used. Every numbered environment
becomes one without numbers, and each place for a number becomes a hole.
"""

from __future__ import annotations

import re
from dataclasses import replace

from notes.rendering.math.normalize import definition_commands, equation_commands, rows
from notes.rendering.math.normalize.builder import Builder, Handler
from notes.rendering.math.normalize.definitions import COMMANDS
from notes.rendering.math.normalize.environments import DISPLAY_ONLY, PROMOTED
from notes.rendering.math.normalize.rewrite import rewrite
from notes.rendering.math.normalize.template import Row, Template, compacted
from notes.rendering.math.normalize.tokens import Token, Tokens

_BEGIN = re.compile(r"\\begin\s*\{([^{}]*)\}")

_HANDLERS: dict[str, Handler] = {
    "{": rows.open_brace,
    "}": rows.close_brace,
    r"\left": rows.open_fence,
    r"\right": rows.close_fence,
    r"\begin": rows.begin,
    r"\end": rows.end,
    r"\\": rows.line_break,
    r"\cr": rows.line_break,
    "&": rows.ampersand,
    r"\label": equation_commands.label,
    r"\tag": equation_commands.tag,
    r"\notag": equation_commands.no_number,
    r"\nonumber": equation_commands.no_number,
    r"\ref": equation_commands.reference,
    r"\eqref": equation_commands.reference,
    **dict.fromkeys(COMMANDS, definition_commands.definition),
}


def template(tex: str, display: bool) -> Template:
    """A formula made ready.

    `display` is what its delimiters say; the skeleton's own is true as well for what only a display formula can hold.
    """
    names = {match[1] for match in _BEGIN.finditer(tex)}
    display = display or r"\tag" in tex or r"\label" in tex or not names.isdisjoint(DISPLAY_ONLY)
    tokens = Tokens(rewrite(tex, display))
    builder = Builder(tex, tokens, _HANDLERS, is_promoted=_is_promoted(tokens))
    builder.walk(0, len(tokens))
    if builder.transparent:
        # One is never closed, which is for KaTeX to report.
        builder.draw()
    _settle(builder, display)
    return _finished(builder, display)


def _is_promoted(tokens: Tokens) -> bool:
    """Whether the formula is an `aligned` or the like as a whole, with labels or tags on several of its rows."""
    first = tokens.skip_space(0)
    argument = tokens.argument(first + 1) if tokens.text(first) == r"\begin" else None
    name = tokens.joined(argument[0], argument[1]) if argument else ""
    if name not in PROMOTED or sum(token.text in (r"\tag", r"\label") for token in tokens) < 2:
        return False
    tex = tokens.joined(first, len(tokens)).rstrip()
    return tex.endswith(rf"\end{{{name}}}") and tex.count(rf"\begin{{{name}}}") == 1


def _settle(builder: Builder, display: bool) -> None:
    """Give what stands outside of every numbered row its place: the last of them, or a number for the whole formula."""
    whole = builder.rows[0]
    is_marked = bool(whole.labels) or whole.tag is not None
    if len(builder.rows) > 1:
        if is_marked:
            builder.rows[-1] = _merged(builder.rows[-1], whole)
            builder.rows[0] = Row()
        return
    if builder.has_columns and display:
        # Rows without their environment: what else could be meant than `aligned`?
        builder.parts.insert(0, Token(r"\begin{aligned}", 0, copied=False))
        builder.write(r"\end{aligned}", len(builder.tex))
    builder.rows[0] = replace(whole, end=len(builder.parts))
    if is_marked:
        builder.write_tag_slot(0)


def _merged(row: Row, outside: Row) -> Row:
    if row.tag is None:
        row = replace(row, tag=outside.tag, is_starred=outside.is_starred)
    return replace(row, labels=row.labels + outside.labels)


def _finished(builder: Builder, display: bool) -> Template:
    tokens = [part for part in builder.parts if isinstance(part, Token)]
    has_holes = len(tokens) < len(builder.parts)
    parts, numbered_rows = compacted(builder.parts, builder.rows)
    return Template(
        parts=parts,
        rows=numbered_rows,
        definitions=tuple(builder.macros),
        names=frozenset(token.text for token in tokens if token.text[0] == "\\"),
        display=display,
        text=None if has_holes else "".join(token.text for token in tokens),
        is_blank=not builder.draws_something,
    )
