"""Render a source to a document, step by step."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

from notes.rendering.characters import replace_unprintable
from notes.rendering.constructs import equation_references, footnotes, note_links
from notes.rendering.constructs.callouts import close_callouts
from notes.rendering.constructs.equation_references import resolve_equation_references
from notes.rendering.constructs.figures import collect_images, make_figures
from notes.rendering.constructs.footnotes import move_footnotes_to_end
from notes.rendering.constructs.formula_typesetting import typeset_formulas
from notes.rendering.constructs.headings import assign_heading_anchors, collect_headings, remove_repeated_title
from notes.rendering.constructs.line_breaks import remove_line_breaks_in_chinese
from notes.rendering.constructs.note_links import resolve_note_links
from notes.rendering.constructs.raw_html import filter_raw_html
from notes.rendering.constructs.theorems import number_theorems
from notes.rendering.document import MAX_SOURCE_LENGTH, Document, LinkedEquation, RenderContext
from notes.rendering.html.links_and_images import decorate
from notes.rendering.html.nesting import nest_raw_tags
from notes.rendering.html.sanitizer import sanitize
from notes.rendering.labels import labels_in
from notes.rendering.parser import parser
from notes.rendering.problems import ProblemKind, problem
from notes.rendering.renderer import render_tokens
from notes.rendering.state import RenderState
from notes.rendering.text_forms.excerpt import build_excerpt
from notes.rendering.text_forms.plain_text import build_plain_text

_DEFAULT_CONTEXT = RenderContext()
_LINE_ENDING = re.compile(r"\r\n?")


def render(source: str, context: RenderContext = _DEFAULT_CONTEXT) -> Document:
    """Render a source. The document depends on the arguments alone, unless it is provisional.

    A source longer than `MAX_SOURCE_LENGTH` is not rendered; its document says so.
    """
    if len(source) > MAX_SOURCE_LENGTH:
        return _too_long(source, context)
    with _garbage_collection_paused():
        state = RenderState(replace_unprintable(_LINE_ENDING.sub("\n", source)), context, parser())
        for step in STEPS:
            step(state)
        return _document(state)


def referenced_slugs(source: str) -> frozenset[str]:
    """The slugs of the notes that a source may refer to, found without parsing: also those in code, for example."""
    return frozenset(note_links.referenced_slugs(source) | equation_references.referenced_slugs(source))


def parse_source(state: RenderState) -> None:
    # markdown-it-py reads one character past the end of a last line without a newline.
    source = state.source if state.source.endswith("\n") else f"{state.source}\n"
    state.tokens = state.md.parse(source, state.env)


def render_html(state: RenderState) -> None:
    html = nest_raw_tags(render_tokens(state.tokens, state), ends_raw=footnotes.opening_tag(state))
    html = sanitize(html, nonce=state.placeholders.nonce, anchors=state.anchors)
    html = decorate(html, host=state.context.host, image_sizes=state.context.image_sizes)
    html = replace_unprintable(html)
    state.html = state.placeholders.substitute(html)
    state.feed_html = state.placeholders.substitute(html, feed=True)


STEPS: tuple[Callable[[RenderState], None], ...] = (
    parse_source,
    close_callouts,
    make_figures,
    remove_repeated_title,
    filter_raw_html,
    move_footnotes_to_end,
    typeset_formulas,
    number_theorems,
    resolve_equation_references,
    assign_heading_anchors,
    resolve_note_links,
    collect_headings,
    collect_images,
    remove_line_breaks_in_chinese,
    render_html,
)
"""The steps of a rendering, in order."""


def _document(state: RenderState) -> Document:
    excerpt_html, excerpt_text = build_excerpt(state)
    return Document(
        html=state.html,
        excerpt_html=excerpt_html,
        excerpt_text=excerpt_text,
        feed_html=state.feed_html,
        plain_text=build_plain_text(state),
        headings=tuple(state.headings),
        formulas=tuple(state.formulas),
        problems=tuple(sorted(state.problems, key=lambda found: (found.line, found.column))),
        links=tuple(state.links | state.links_in_formulas),
        images=tuple(state.images),
        theorems=tuple(state.theorems.values()),
        equations=tuple(
            LinkedEquation(label, equation.number, equation.tex, equation.anchor)
            for label, equation in state.typeset_result.equations.items()
        ),
        is_provisional=state.budget.ran_out_of_time,
    )


@contextmanager
def _garbage_collection_paused() -> Iterator[None]:
    """Pause the search for reference cycles: tokens form few, and visiting all of them takes a quarter of the time.

    The switch is global. If another thread turns it on meanwhile, this rendering is only slower.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _too_long(source: str, context: RenderContext) -> Document:
    notice = labels_in(context.language)["too-long"]
    html = f"<p>{escape(notice)}</p>\n"
    too_long = problem(ProblemKind.TOO_LONG, 1, 1, length=len(source), limit=MAX_SOURCE_LENGTH)
    return Document(html, escape(notice), notice, html, notice, problems=(too_long,))
