"""The Markdown parser: CommonMark and the constructs of the dialect."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

from notes.rendering.dialect import AUTOLINKS, CONSTRUCTS
from notes.rendering.markdown.block_parser import BlockParser
from notes.rendering.markdown.inline_parser import InlineParser

_MAX_NESTING = 100
"""Limit of markdown-it's recursion. `lists.MAX_DEPTH` is reached long before it."""


@cache
def parser(*, autolinks: bool = True) -> MarkdownIt:
    """The parser of the dialect, built once. Without `autolinks`, all examples of CommonMark parse as specified."""
    constructs = [construct for construct in CONSTRUCTS if autolinks or construct is not AUTOLINKS]
    triggers = {rule: characters for construct in constructs for rule, characters in construct.triggers.items()}
    terminators = [construct.terminator for construct in constructs if construct.terminator]
    md = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    md.block, md.inline = BlockParser(triggers), InlineParser(triggers, terminators)
    md.configure("commonmark", {"maxNesting": _MAX_NESTING})
    md.enable("strikethrough")
    md.options["strikethrough_single_tilde"] = True
    for construct in constructs:
        construct.install(md)
    return md
