"""The constructs of the dialect. To add one, write its module in `constructs` and list it here."""

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
    highlights,
    lists,
    note_links,
    notion,
    paragraphs,
    tables,
    theorems,
)

AUTOLINKS = autolinks.CONSTRUCT
"""Links from bare URLs, the only construct that changes the meaning of plain CommonMark."""

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
    highlights.CONSTRUCT,
    code.CONSTRUCT,
    AUTOLINKS,
)
"""The constructs in the order of installation: a rule is placed before or after rules that are already installed."""
