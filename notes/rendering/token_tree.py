"""Walk the tokens of a note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it.token import Token


def inline_tokens(tokens: Iterable[Token]) -> Iterator[tuple[Token, Token]]:
    """Each inline token in reading order, after the block that it belongs to."""
    for block in tokens:
        for token in block.children or ():
            yield block, token


def matching_close(tokens: list[Token], opening: int) -> int:
    """The index of the token that closes the one at `opening`."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1
