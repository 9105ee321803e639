"""A construct of the dialect as one value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from notes.rendering.state import RenderState

Renderer = Callable[[Token, RenderState], str]
"""A render rule: the HTML of one token. It must escape the author's text; the sanitizer checks the result as well."""


def _install_nothing(md: MarkdownIt) -> None:
    """For constructs that use tokens of CommonMark or of another construct."""


@dataclass(frozen=True, slots=True)
class Construct:
    """Everything that the parser and the renderer need to support a construct.

    `install` adds the parsing rules to a parser. `triggers` maps the name of each rule to the characters it may begin
    with; a block rule without an entry is tried at every line. `terminator` is a regular expression at which running
    text ends, needed only if a trigger is a letter. `renderers` maps token types to render rules; a token without one
    becomes the element that its `tag` names.
    """

    install: Callable[[MarkdownIt], None] = _install_nothing
    triggers: Mapping[str, str] = field(default_factory=dict)
    terminator: str = ""
    renderers: Mapping[str, Renderer] = field(default_factory=dict)
