"""A construct of the dialect as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from notes.rendering.state import RenderState

Renderer = Callable[[Token, RenderState], str]
"""A render rule: writes one token as HTML. It escapes what an author typed; the sanitizer reads the result as well."""


def _no_rules(md: MarkdownIt) -> None:
    """Install nothing: the construct reuses tokens of CommonMark or of another construct."""


@dataclass(frozen=True, slots=True)
class Construct:
    """Everything the parser and the renderer need to support a construct.

    `install` adds the parsing rules to a parser. `triggers` maps the name of each rule to the characters it may begin
    with; a block rule that is left out is tried at every line. `terminator` is a regular expression at which running
    text ends, needed only where a trigger is a letter. `renderers` maps token types to render rules; a token without
    one becomes the element that its `tag` names.
    """

    install: Callable[[MarkdownIt], None] = _no_rules
    triggers: Mapping[str, str] = field(default_factory=dict)
    terminator: str = ""
    renderers: Mapping[str, Renderer] = field(default_factory=dict)
