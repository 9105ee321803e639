"""Images and figures: an image alone in a paragraph is a figure, with the image's title as its caption."""

from __future__ import annotations

from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.image import image as markdown_image
from markdown_it.token import Token

from notes.rendering.construct import Construct
from notes.rendering.markdown.inline_parser import InlineState
from notes.rendering.problems import ProblemKind
from notes.rendering.state import RenderState
from notes.rendering.text_forms.plain_text import inline_text
from notes.rendering.token_tree import inline_tokens


def install(md: MarkdownIt) -> None:
    md.inline.ruler.at("image", image)


def image(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule; it also records the offset of the image."""
    start = state.pos
    if isinstance(state, InlineState) and state.last_bracket < start:
        return False
    if not markdown_image(state, silent):
        return False
    if not silent:
        state.tokens[-1].meta["offset"] = start
    return True


def make_figures(state: RenderState) -> None:
    """Turn paragraphs that hold only an image into figures. The caption is inline Markdown."""
    tokens: list[Token] = []
    for index, token in enumerate(state.tokens):
        tokens.append(token)
        image_token = _lone_image(token) if token.type == "inline" else None
        if image_token is None or state.tokens[index - 1].type != "paragraph_open":
            continue
        before, after = state.tokens[index - 1], state.tokens[index + 1]
        before.type, after.type = "figure_open", "figure_close"
        before.hidden = after.hidden = False
        if title := str(image_token.attrs.pop("title", "")):
            caption = Token("inline", "", 0, content=title, children=state.parse_inline(title), map=token.map)
            tokens += [Token("figcaption_open", "figcaption", 1), caption, Token("figcaption_close", "figcaption", -1)]
    state.tokens = tokens


def collect_images(state: RenderState) -> None:
    """Collect the URLs of images, and report images without alternative text."""
    for block, token in inline_tokens(state.tokens):
        if token.type == "image":
            state.images[str(token.attrs["src"])] = None
            token.attrs["alt"] = inline_text(token.children or [], state).strip()
            if not token.attrs["alt"]:
                position = state.source_map.block_map(block).at(token.meta["offset"])
                state.report(ProblemKind.IMAGE_WITHOUT_ALTERNATIVE, position)


def _lone_image(inline: Token) -> Token | None:
    """The image that is a block's only content, apart from a link around it."""
    children = inline.children or []
    if len(children) == 3 and children[0].type == "link_open" and children[2].type == "link_close":
        children = children[1:2]
    return children[0] if len(children) == 1 and children[0].type == "image" else None


def _render_image(token: Token, state: RenderState) -> str:
    attributes = "".join(f' {name}="{escape(str(value))}"' for name, value in token.attrs.items())
    return f"<img{attributes}>"


def _render_figure(token: Token, state: RenderState) -> str:
    return f"<figure{state.classes('figure')}>" if token.nesting > 0 else "</figure>\n"


CONSTRUCT = Construct(
    install=install,
    renderers={
        "image": _render_image,
        "figure_open": _render_figure,
        "figure_close": _render_figure,
    },
)
