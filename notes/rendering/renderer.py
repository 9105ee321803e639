"""Render tokens to HTML, which the sanitizer reads next: by the constructs' render rules, or as plain elements."""

from __future__ import annotations

from html import escape

from markdown_it.token import Token

from notes.rendering.construct import Renderer
from notes.rendering.dialect import CONSTRUCTS
from notes.rendering.html.nesting import mark_raw
from notes.rendering.state import RenderState


def render_tokens(tokens: list[Token], state: RenderState) -> str:
    pieces: list[str] = []
    after_hidden = False
    for token in tokens:
        if after_hidden and token.block and token.nesting >= 0 and token.type != "inline":
            # A block after the hidden paragraph of a tight list item.
            pieces.append("\n")
        after_hidden = token.hidden
        renderer = _RENDERERS.get(token.type)
        if renderer is not None:
            pieces.append(renderer(token, state))
        elif token.children:
            pieces.append(render_tokens(token.children, state))
        elif token.tag and not token.hidden:
            pieces.append(_render_element(token))
    return "".join(pieces)


def _render_element(token: Token) -> str:
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in token.attrs.items())
    tag = f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}{attributes}>"
    return f"{tag}\n" if token.block and (token.nesting < 0 or token.type in _CONTAINERS) else tag


def _render_text(token: Token, state: RenderState) -> str:
    return escape(token.content, quote=False)


def _render_code(token: Token, state: RenderState) -> str:
    return f"<code>{escape(token.content, quote=False)}</code>"


def _render_raw_html(token: Token, state: RenderState) -> str:
    return mark_raw(token.content) if token.meta.get("is_tag") else token.content


def _render_break(token: Token, state: RenderState) -> str:
    return "<br>\n" if token.type == "hardbreak" else "\n"


_CONTAINER_NAMES = "bullet_list_open ordered_list_open blockquote_open dl_open thead_open tbody_open tr_open hr"
_CONTAINERS = frozenset(_CONTAINER_NAMES.split())
_RENDERERS: dict[str, Renderer] = {
    "text": _render_text,
    "code_inline": _render_code,
    "html_inline": _render_raw_html,
    "softbreak": _render_break,
    "hardbreak": _render_break,
    **{kind: renderer for construct in CONSTRUCTS for kind, renderer in construct.renderers.items()},
}
