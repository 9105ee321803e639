"""From a source to its document, step by step."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

from notes.rendering.characters import replace_unprintable
from notes.rendering.constructs import (
    callouts,
    equation_references,
    figures,
    footnotes,
    formula_typesetting,
    headings,
    line_breaks,
    note_links,
    raw_html,
    theorems,
)
from notes.rendering.document import MAX_SOURCE_LENGTH, Document, LinkedEquation, RenderContext
from notes.rendering.html.links_and_images import decorate
from notes.rendering.html.nesting import nested
from notes.rendering.html.sanitizer import sanitize
from notes.rendering.labels import labels
from notes.rendering.parser import parser
from notes.rendering.problems import ProblemKind, problem
from notes.rendering.renderer import render_tokens
from notes.rendering.state import RenderState
from notes.rendering.text_forms.excerpt import build_excerpt
from notes.rendering.text_forms.plain_text import build_plain_text

_NOWHERE = RenderContext()
_LINE_ENDING = re.compile(r"\r\n?")


def render(source: str, context: RenderContext = _NOWHERE) -> Document:
    """The document of a source. Pure: the same source and surroundings give the same document, always."""
    if len(source) > MAX_SOURCE_LENGTH:
        return _too_long(source, context)
    with _cycles_left_alone():
        state = RenderState.of(replace_unprintable(_LINE_ENDING.sub("\n", source)), context, parser())
        for step in STEPS:
            step(state)
        return _document(state)


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
        problems=tuple(sorted(state.problems, key=lambda fault: (fault.line, fault.column))),
        links=tuple(state.links | state.links_of_formulas),
        images=tuple(state.images),
        theorems=tuple(state.theorems.values()),
        equations=tuple(
            LinkedEquation(label, equation.number, equation.tex, equation.anchor)
            for label, equation in state.typeset_result.equations.items()
        ),
        is_provisional=state.budget.ran_out_of_time,
    )


def references(source: str) -> frozenset[str]:
    """The slugs of the notes that a source refers to: a superset, found without parsing."""
    return frozenset(note_links.slugs_named(source) | equation_references.slugs_named(source))


def parse(state: RenderState) -> None:
    # markdown-it-py reads one character past the end of a last line that no newline ends.
    source = state.source if state.source.endswith("\n") else f"{state.source}\n"
    state.tokens = state.md.parse(source, state.env)


def write(state: RenderState) -> None:
    html = nested(render_tokens(state.tokens, state), ends_raw=footnotes.opening_tag(state))
    html = sanitize(html, nonce=state.placeholders.nonce, anchors=state.anchors)
    html = replace_unprintable(decorate(html, host=state.context.host, image_sizes=state.context.image_sizes))
    state.html = state.placeholders.substitute(html)
    state.feed_html = state.placeholders.substitute(html, feed=True)


STEPS: tuple[Callable[[RenderState], None], ...] = (
    parse,
    callouts.close,
    figures.find,
    headings.drop_title,
    raw_html.settle,
    footnotes.gather,
    formula_typesetting.draw,
    theorems.number,
    equation_references.resolve,
    headings.anchor,
    note_links.resolve,
    headings.outline,
    figures.gather,
    line_breaks.join,
    write,
)
"""The order in which a note is made; each step is the business of the module it comes from."""


@contextmanager
def _cycles_left_alone() -> Iterator[None]:
    """No search for cyclic garbage: there is hardly any, and going through all tokens each time takes a quarter longer.

    The switch is the process', so another thread may have it on again sooner, but who turned it off turns it on.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _too_long(source: str, context: RenderContext) -> Document:
    """A document that says so, and leaves the source alone."""
    notice = labels(context.language)["too-long"]
    html = f"<p>{escape(notice)}</p>\n"
    fault = problem(ProblemKind.TOO_LONG, 1, 1, length=len(source), limit=MAX_SOURCE_LENGTH)
    return Document(html, escape(notice), notice, html, notice, problems=(fault,))
