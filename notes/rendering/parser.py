"""The Markdown parser: CommonMark with the constructs of the dialect, built once per process."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

from notes.rendering.constructs import (
    autolinks,
    callouts,
    definition_lists,
    equation_references,
    figures,
    footnotes,
    formula_blocks,
    formulas,
    lists,
    note_links,
    notion,
    paragraphs,
    tables,
)
from notes.rendering.markdown.block_parser import BlockParser
from notes.rendering.markdown.inline_parser import InlineParser

_MAX_NESTING = 100
"""Recursion within markdown-it; lists and quotes stop long before it."""


@cache
def parser(*, links_bare_addresses: bool = True) -> MarkdownIt:
    """The parser of the dialect; without bare addresses it reads every example of CommonMark as CommonMark does."""
    md = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    md.block, md.inline = BlockParser(), InlineParser()
    md.configure("commonmark", {"maxNesting": _MAX_NESTING})
    md.enable("strikethrough")
    md.options["strikethrough_single_tilde"] = True
    constructs = [
        tables,
        formula_blocks,
        paragraphs,
        lists,
        callouts,
        notion,
        footnotes,
        definition_lists,
        formulas,
        equation_references,
        note_links,
        figures,
    ]
    if links_bare_addresses:
        constructs.append(autolinks)
    for construct in constructs:
        md.use(construct.install)
    return md
