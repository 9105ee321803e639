"""What it is to write a token as HTML: a function of the token and its note."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.token import Token

from notes.rendering.state import RenderState

Renderer = Callable[[Token, RenderState], str]
"""Writes one token. What an author may have typed is escaped; the sanitiser reads the whole in any case."""
