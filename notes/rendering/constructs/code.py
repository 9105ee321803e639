"""Code blocks: highlighted on the server by classes, with an optional title and marked lines.

The language is the one that the author names. It is never guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from notes.rendering.construct import Construct
from notes.rendering.state import RenderState

MAX_BLOCK_LENGTH = 10_000
"""Characters of a block that is highlighted. Many lexers take quadratic time on text that is not code."""

MAX_HIGHLIGHTED_CHARACTERS = 50_000
"""Characters of all highlighted code in a note."""

_MAX_SLOW_LENGTH = 2_000
_SLOW_LEXER_NAMES = """
    aspectj autoit csharp fan java mql nemerle org peg ragel ragel-java systemd thrift tid tnt trac-wiki xpp
"""
_SLOW_LEXERS = frozenset(_SLOW_LEXER_NAMES.split())
"""The lexers of Pygments 2.21 that take more than a second for 10,000 characters of words or brackets."""

_EXPONENTIAL_LEXERS = frozenset(("mcschema",))
"""Lexers that take exponential time on a few lines of unclosed comments."""

_MAX_LINES = 500
_MAX_LINE_LENGTH = 400
_LONG_SPACE = re.compile(r"[ \t]{100}|(?:[ \t]*\n){20}")

_LANGUAGE = re.compile(r"[^\s{}=\"']+")
_TITLE = re.compile(r"""\btitle=(?:"([^"]*)"|'([^']*)'|(\S+))""")
_MARKED_LINES = re.compile(r"\{([\d,\s-]+)\}")
_NOT_IN_ATTRIBUTE = re.compile(r"[^\w+#.-]")
_MAX_RANGES = 50
_PLAIN = frozenset(("text", "txt", "plain", "plaintext", "none"))


def language_of(info: str) -> str:
    """The language in a fence's info string; empty if there is none."""
    match = _LANGUAGE.match(info.strip())
    return match[0].lower() if match and not info.strip()[match.end() :].startswith("=") else ""


def _render_code(token: Token, state: RenderState) -> str:
    language = language_of(token.info)
    title = _TITLE.search(token.info)
    state.highlighted_characters += len(token.content)
    lexer_name = language if state.highlighted_characters <= MAX_HIGHLIGHTED_CHARACTERS else ""
    lines = _render_lines(token.content, lexer_name, _marked_lines(token.info))
    attribute = f' data-language="{_NOT_IN_ATTRIBUTE.sub("", language)}"' if language else ""
    caption = (
        f'<figcaption class="code-title">{escape(title[1] or title[2] or title[3] or "")}</figcaption>' if title else ""
    )
    pre = f'<pre class="highlight" tabindex="0"><code>{lines}</code></pre>'
    html = f'<figure class="code"{attribute}>{caption}{pre}</figure>'
    feed_html = f"<pre><code>{escape(token.content)}</code></pre>"
    return state.placeholders.add(html, feed_html=feed_html, text=token.content, block=True) + "\n"


def _render_lines(code: str, language: str, marked: frozenset[int]) -> str:
    lines = _highlight(code, language).removesuffix("\n").split("\n")
    for number in marked:
        if 0 < number <= len(lines):
            lines[number - 1] = f'<span class="line line-marked">{lines[number - 1]}</span>'
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=256)
def _highlight(code: str, language: str) -> str:
    """The code as HTML; no element spans two lines."""
    lexer = _lexer(language) if _is_plausible_code(code) else None
    if lexer is None or (lexer.aliases[0] in _SLOW_LEXERS and len(code) > _MAX_SLOW_LENGTH):
        return escape(code)
    html: str = highlight(code, lexer, _FORMATTER)
    return html


def _is_plausible_code(code: str) -> bool:
    """Whether a block has the dimensions of code that people write, for which no lexer is slow."""
    lines = code.split("\n")
    return (
        len(code) <= MAX_BLOCK_LENGTH
        and len(lines) <= _MAX_LINES
        and all(len(line) <= _MAX_LINE_LENGTH for line in lines)
        and _LONG_SPACE.search(code) is None
    )


@lru_cache(maxsize=128)
def _lexer(language: str) -> Lexer | None:
    if not language or language in _PLAIN:
        return None
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return None if lexer.aliases[0] in _EXPONENTIAL_LEXERS else lexer


_FORMATTER = HtmlFormatter(nowrap=True)


def _marked_lines(info: str) -> frozenset[int]:
    """The line numbers in `{3,5-7}`; a range is limited to the length of the longest block."""
    match = _MARKED_LINES.search(info)
    marked: set[int] = set()
    for part in match[1].split(",")[:_MAX_RANGES] if match else ():
        first, _, last = part.strip().partition("-")
        if first.isdigit() and (last.isdigit() or not last):
            start = int(first[:6])
            marked.update(range(start, min(int(last[:6] or start), start + MAX_BLOCK_LENGTH) + 1))
    return frozenset(marked)


CONSTRUCT = Construct(
    renderers={"fence": _render_code, "code_block": _render_code},
)
