r"""Turn the TeX of one formula into a template.

KaTeX numbers equations by a CSS counter and does not know `\label`, so its numbering is not used: every numbered
environment is replaced by its unnumbered form, and each number by a slot.
"""

from __future__ import annotations

import re
from dataclasses import replace

from notes.bounded_cache import BoundedCache
from notes.rendering.math.normalize import definition_commands, equation_commands, rows
from notes.rendering.math.normalize.builder import Builder, Handler
from notes.rendering.math.normalize.definitions import COMMANDS
from notes.rendering.math.normalize.environments import DISPLAY_ONLY, PROMOTED
from notes.rendering.math.normalize.rewrite import rewrite
from notes.rendering.math.normalize.template import Row, Template, merge_tokens
from notes.rendering.math.normalize.tokens import Token, Tokens

MAX_LENGTH = 20_000
"""Characters of one formula. KaTeX takes about 0.6 s for this many."""

_CACHE_BYTES = 12_000_000
"""Estimated size of about 12,000 formulas of typical length."""

_CONTROL_CHARACTERS = dict.fromkeys(
    (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, *range(0xD800, 0xE000)), 0xFFFD
)
"""Control characters and surrogates, which are invisible, and some of which are invalid in JSON or HTML."""

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

_templates: BoundedCache[tuple[str, bool], Template] = BoundedCache(_CACHE_BYTES)


def normalize(tex: str, display: bool) -> Template | None:
    """The template of a formula, cached by its TeX; None if it is longer than `MAX_LENGTH`.

    `display` is what its delimiters say. The template's own is also true for TeX that only a display formula may hold.
    """
    if len(tex) > MAX_LENGTH:
        return None
    template = _templates.get((tex, display))
    if template is None:
        template = _build(replace_control_characters(tex), display)
        _templates.put((tex, display), template, len(tex) + 100 * len(template.parts) + 500)
    return template


def replace_control_characters(tex: str) -> str:
    """The TeX with control characters replaced by U+FFFD one for one, so that offsets do not change."""
    return tex.translate(_CONTROL_CHARACTERS)


def _build(tex: str, display: bool) -> Template:
    environments = {match[1] for match in _BEGIN.finditer(tex)}
    display = display or r"\tag" in tex or r"\label" in tex or not environments.isdisjoint(DISPLAY_ONLY)
    tokens = Tokens(rewrite(tex, display))
    builder = Builder(tex, tokens, _HANDLERS, is_promoted=_is_promoted(tokens))
    builder.process(0, len(tokens))
    if builder.transparent:
        # One is left open, which KaTeX is to report.
        builder.mark_visible()
    _close_outer_row(builder, display)
    return _template(builder, display)


def _is_promoted(tokens: Tokens) -> bool:
    """Whether the whole formula is an `aligned` or the like, with labels or tags on several of its rows."""
    first = tokens.skip_space(0)
    argument = tokens.argument(first + 1) if tokens.text(first) == r"\begin" else None
    name = tokens.join(argument[0], argument[1]) if argument else ""
    if name not in PROMOTED or sum(token.text in (r"\tag", r"\label") for token in tokens) < 2:
        return False
    tex = tokens.join(first, len(tokens)).rstrip()
    return tex.endswith(rf"\end{{{name}}}") and tex.count(rf"\begin{{{name}}}") == 1


def _close_outer_row(builder: Builder, display: bool) -> None:
    """Move labels and tags outside of every numbered row to the last one, or number the whole formula by them."""
    outer = builder.rows[0]
    is_marked = bool(outer.labels) or outer.tag is not None
    if len(builder.rows) > 1:
        if is_marked:
            builder.rows[-1] = _merge_rows(builder.rows[-1], outer)
            builder.rows[0] = Row()
        return
    if builder.has_columns and display:
        # Columns without an environment can only be meant as `aligned`.
        builder.parts.insert(0, Token(r"\begin{aligned}", 0, is_verbatim=False))
        builder.write(r"\end{aligned}", len(builder.tex))
    builder.rows[0] = replace(outer, end=len(builder.parts))
    if is_marked:
        builder.write_tag_slot(0)


def _merge_rows(row: Row, outer: Row) -> Row:
    if row.tag is None:
        row = replace(row, tag=outer.tag, is_starred=outer.is_starred)
    return replace(row, labels=row.labels + outer.labels)


def _template(builder: Builder, display: bool) -> Template:
    tokens = [part for part in builder.parts if isinstance(part, Token)]
    has_slots = len(tokens) < len(builder.parts)
    parts, numbered_rows = merge_tokens(builder.parts, builder.rows)
    return Template(
        parts=parts,
        rows=numbered_rows,
        definitions=tuple(builder.macros),
        commands=frozenset(token.text for token in tokens if token.text[0] == "\\"),
        display=display,
        tex=None if has_slots else "".join(token.text for token in tokens),
        is_blank=builder.is_blank,
    )
