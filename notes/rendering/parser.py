"""The Markdown parser: CommonMark with the constructs of the dialect, built once per process."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt

from notes.rendering.dialect import BARE_ADDRESSES, CONSTRUCTS
from notes.rendering.markdown.block_parser import BlockParser
from notes.rendering.markdown.inline_parser import InlineParser

_MAX_NESTING = 100
"""Recursion within markdown-it; lists and quotes stop long before it."""


@cache
def parser(*, links_bare_addresses: bool = True) -> MarkdownIt:
    """The parser of the dialect; without bare addresses it reads every example of CommonMark as CommonMark does."""
    constructs = [construct for construct in CONSTRUCTS if links_bare_addresses or construct is not BARE_ADDRESSES]
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
