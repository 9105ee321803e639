"""Line breaks in the source: between two Chinese characters one makes no space, elsewhere it stays one."""

from __future__ import annotations

from markdown_it.token import Token

from notes.rendering.characters import joins_without_space
from notes.rendering.state import RenderState


def join(state: RenderState) -> None:
    """Take out the soft breaks that would show as a space within Chinese text."""
    for block in state.tokens:
        if block.children and any(token.type == "softbreak" for token in block.children):
            block.children = _joined(block.children)


def _joined(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    after = _first_characters(tokens)
    before = ""
    for index, token in enumerate(tokens):
        if token.type == "softbreak" and before and after[index] and joins_without_space(before, after[index]):
            continue
        kept.append(token)
        if not _is_markup(token):
            before = token.content[-1:] if token.type == "text" else ""
    return kept


def _first_characters(tokens: list[Token]) -> list[str]:
    """For every token the first character of text after it, `""` where something else comes first."""
    following, character = [""] * len(tokens), ""
    for index in range(len(tokens) - 1, -1, -1):
        following[index] = character
        if not _is_markup(tokens[index]):
            character = tokens[index].content[:1] if tokens[index].type == "text" else ""
    return following


def _is_markup(token: Token) -> bool:
    """Whether a token shows nothing of its own, as the asterisks of emphasis do not."""
    return token.nesting != 0 or (token.type == "text" and not token.content)
