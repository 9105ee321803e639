"""The constructs of the dialect. To add one, write its module in `constructs` and name it here."""

from __future__ import annotations

from notes.rendering.construct import Construct
from notes.rendering.constructs import (
    autolinks,
    callouts,
    code,
    definition_lists,
    equation_references,
    figures,
    footnotes,
    formulas,
    headings,
    lists,
    note_links,
    notion,
    paragraphs,
    tables,
    theorems,
)

BARE_ADDRESSES = autolinks.CONSTRUCT
"""Linking of bare addresses, the one construct that changes how plain CommonMark reads."""

CONSTRUCTS: tuple[Construct, ...] = (
    tables.CONSTRUCT,
    formulas.CONSTRUCT,
    paragraphs.CONSTRUCT,
    lists.CONSTRUCT,
    callouts.CONSTRUCT,
    theorems.CONSTRUCT,
    notion.CONSTRUCT,
    footnotes.CONSTRUCT,
    definition_lists.CONSTRUCT,
    equation_references.CONSTRUCT,
    note_links.CONSTRUCT,
    figures.CONSTRUCT,
    headings.CONSTRUCT,
    code.CONSTRUCT,
    BARE_ADDRESSES,
)
"""In the order in which they are installed: a rule is placed before or after rules that are already there."""
