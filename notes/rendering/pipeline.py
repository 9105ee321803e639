"""From a source to its document, step by step."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

from notes.rendering.characters import printable
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
from notes.rendering.document import MAX_SOURCE_LENGTH, Document, LinkedEquation, Surroundings
from notes.rendering.html.links_and_images import finish
from notes.rendering.html.nesting import nested
from notes.rendering.html.sanitizer import sanitise
from notes.rendering.labels import words
from notes.rendering.parser import parser
from notes.rendering.problems import problem
from notes.rendering.renderer import write_html
from notes.rendering.state import Note
from notes.rendering.text_forms.excerpt import write_excerpt
from notes.rendering.text_forms.plain_text import write_plain_text

_NOWHERE = Surroundings()
_LINE_ENDING = re.compile(r"\r\n?")


def render(source: str, surroundings: Surroundings = _NOWHERE) -> Document:
    """The document of a source. Pure: the same source and surroundings give the same document, always."""
    if len(source) > MAX_SOURCE_LENGTH:
        return _too_long(source, surroundings)
    with _cycles_left_alone():
        note = Note.of(printable(_LINE_ENDING.sub("\n", source)), surroundings, parser())
        for step in STEPS:
            step(note)
        return _document(note)


def _document(note: Note) -> Document:
    excerpt_html, excerpt_text = write_excerpt(note)
    return Document(
        html=note.html,
        excerpt_html=excerpt_html,
        excerpt_text=excerpt_text,
        feed_html=note.feed_html,
        plain_text=write_plain_text(note),
        headings=tuple(note.headings),
        formulas=tuple(note.formulas),
        problems=tuple(sorted(note.problems, key=lambda fault: (fault.line, fault.column))),
        links=tuple(note.links | note.links_of_formulas),
        images=tuple(note.images),
        theorems=tuple(note.theorems.values()),
        equations=tuple(
            LinkedEquation(label, equation.number, equation.tex, equation.anchor)
            for label, equation in note.typeset.labels.items()
        ),
        is_provisional=note.budget.ran_out_of_time,
    )


def references(source: str) -> frozenset[str]:
    """The slugs of the notes that a source refers to: a superset, found without parsing."""
    return frozenset(note_links.slugs_named(source) | equation_references.slugs_named(source))


def parse(note: Note) -> None:
    note.tokens = note.md.parse(note.source, note.env)


def write(note: Note) -> None:
    html = nested(write_html(note.tokens, note), ends_raw=footnotes.opening_tag(note))
    sanitised = printable(finish(sanitise(html, note), note))
    note.html = note.splices.fill(sanitised)
    note.feed_html = note.splices.fill(sanitised, feed=True)


STEPS: tuple[Callable[[Note], None], ...] = (
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


def _too_long(source: str, surroundings: Surroundings) -> Document:
    """A document that says so, and leaves the source alone."""
    notice = words(surroundings.language)["too-long"]
    html = f"<p>{escape(notice)}</p>\n"
    fault = problem("too-long", 1, 1, length=len(source), limit=MAX_SOURCE_LENGTH)
    return Document(html, escape(notice), notice, html, notice, problems=(fault,))
