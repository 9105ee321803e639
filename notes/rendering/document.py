"""What a rendering takes of its surroundings, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass, field

from notes.rendering.problems import Problem

MAX_SOURCE_LENGTH = 300_000
"""Characters a note may hold."""


@dataclass(frozen=True, slots=True)
class LinkedEquation:
    """An equation of another note, as far as a reference to it needs to know."""

    label: str
    number: str
    tex: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class LinkedTheorem:
    """A labelled theorem-like block: `name` is what a reference shows (`Theorem 1`), `anchor` where it leads."""

    label: str
    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class LinkedNote:
    """Another note that `[[slug]]` may point to."""

    slug: str
    title: str
    url: str
    equations: tuple[LinkedEquation, ...] = ()
    anchors: tuple[str, ...] = ()
    theorems: tuple[LinkedTheorem, ...] = ()


@dataclass(frozen=True, slots=True)
class RenderContext:
    """All that a note's rendering needs to know of its site.

    `macros` are pairs of a command and its body, `(r"\\R", r"\\mathbb{R}")`; `notes` are the notes that this source may
    refer to and that readers can see; `host` is the site's own host, links to which do not leave the site; `title` is
    the note's title, which its first heading need not repeat; `language` (`en` or `zh-hans`) names callouts and
    theorems; `image_sizes` are triples of an image's address, width and height in pixels.
    """

    macros: tuple[tuple[str, str], ...] = ()
    notes: tuple[LinkedNote, ...] = ()
    host: str = ""
    title: str = ""
    language: str = "en"
    image_sizes: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the note: `html` is its content with formulas drawn, `text` the same as plain text."""

    level: int
    anchor: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of the note: `tex` as the author wrote it, delimiters off, outer space stripped.

    `text` is the formula as Unicode (`p(x|z) ∼ 𝒩(μ, σ²)`), or its TeX where Unicode cannot say it. A display formula of
    several numbered rows has its first row's `number`; `labels` are the pairs of label and number that it defines.
    """

    tex: str
    display: bool
    number: str | None
    text: str
    line: int
    column: int
    anchor: str | None = None
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A rendered note.

    `html`, `excerpt_html` and `feed_html` are safe to put into a page as they are. `feed_html` is the whole note with
    its formulas as text, for readers without Lemma's stylesheet. `links` are the slugs that the note refers to, whether
    they exist or not, in order of appearance; `equations` and `theorems` are what other notes may name by a label.
    A document `is_provisional` if there was no time for some of its formulas: drawn again, it may be whole.
    """

    html: str
    excerpt_html: str
    excerpt_text: str
    feed_html: str
    plain_text: str
    headings: tuple[Heading, ...] = ()
    formulas: tuple[Formula, ...] = ()
    problems: tuple[Problem, ...] = ()
    links: tuple[str, ...] = ()
    images: tuple[str, ...] = field(default=())
    theorems: tuple[LinkedTheorem, ...] = ()
    equations: tuple[LinkedEquation, ...] = ()
    is_provisional: bool = False
