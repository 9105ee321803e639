"""Task lists, and the limit on nesting of lists and quotes."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.token import Token

from notes.rendering.construct import Construct
from notes.rendering.markdown.blockquotes import blockquote
from notes.rendering.state import RenderState

MAX_DEPTH = 60
"""Levels of nesting; a list counts as two. Deeper markers are text."""


def install(md: MarkdownIt) -> None:
    md.options["tasklists"] = True
    md.block.ruler.at("list", _limit_depth(list_block), {"alt": ["paragraph", "reference", "blockquote"]})
    md.block.ruler.at("blockquote", _limit_depth(blockquote), {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _limit_depth(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    def limited(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        return state.level < MAX_DEPTH and rule(state, start_line, end_line, silent)

    return limited


def _render_item(token: Token, state: RenderState) -> str:
    if "checked" not in token.meta:
        return "<li>"
    checked = bool(token.meta["checked"])
    box = f'<input type="checkbox" disabled{" checked" if checked else ""}> '
    return f"<li{state.classes('task')}>" + state.placeholders.add(box, feed_html="☑ " if checked else "☐ ")


def _render_list(token: Token, state: RenderState) -> str:
    start = f' start="{token.attrs["start"]}"' if "start" in token.attrs else ""
    return f"<{token.tag}{start}>\n"


CONSTRUCT = Construct(
    install=install,
    renderers={
        "list_item_open": _render_item,
        "bullet_list_open": _render_list,
        "ordered_list_open": _render_list,
    },
)
