"""Line breaks in the source, which are spaces, but not between two Chinese characters."""

from __future__ import annotations

from markdown_it.token import Token

from notes.rendering.characters import joins_without_space
from notes.rendering.state import RenderState


def remove_line_breaks_in_chinese(state: RenderState) -> None:
    """Remove the soft breaks that would render as a space within Chinese text."""
    for block in state.tokens:
        if block.children and any(token.type == "softbreak" for token in block.children):
            block.children = _without_breaks(block.children)


def _without_breaks(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    next_characters = _next_characters(tokens)
    previous = ""
    for index, token in enumerate(tokens):
        following = next_characters[index]
        if token.type == "softbreak" and previous and following and joins_without_space(previous, following):
            continue
        kept.append(token)
        if not _is_markup(token):
            previous = token.content[-1:] if token.type == "text" else ""
    return kept


def _next_characters(tokens: list[Token]) -> list[str]:
    """For each token, the character of text that follows it; empty if something else follows."""
    following, character = [""] * len(tokens), ""
    for index in range(len(tokens) - 1, -1, -1):
        following[index] = character
        if not _is_markup(tokens[index]):
            character = tokens[index].content[:1] if tokens[index].type == "text" else ""
    return following


def _is_markup(token: Token) -> bool:
    """Whether a token has no content, like the delimiters of emphasis."""
    return token.nesting != 0 or (token.type == "text" and not token.content)
