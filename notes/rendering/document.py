"""The input and output of rendering a note, besides its source."""

from __future__ import annotations

from dataclasses import dataclass

from notes.rendering.problems import Problem

MAX_SOURCE_LENGTH = 300_000
"""Characters of a note's source."""


@dataclass(frozen=True, slots=True)
class LinkedEquation:
    """A labeled equation that other notes may refer to. `tex` renders it on its own."""

    label: str
    number: str
    tex: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class LinkedTheorem:
    """A labeled theorem that other notes may refer to; `name` is the text of a reference, such as `Theorem 1`."""

    label: str
    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class LinkedNote:
    """Another note that the source may refer to; `anchors` are the ids of its headings."""

    slug: str
    title: str
    url: str
    equations: tuple[LinkedEquation, ...] = ()
    anchors: tuple[str, ...] = ()
    theorems: tuple[LinkedTheorem, ...] = ()

    def equation(self, label: str) -> LinkedEquation | None:
        return next((equation for equation in self.equations if equation.label == label), None)

    def theorem(self, label: str) -> LinkedTheorem | None:
        return next((theorem for theorem in self.theorems if theorem.label == label), None)


@dataclass(frozen=True, slots=True)
class RenderContext:
    r"""Everything besides the source that a rendering depends on.

    `macros` are the site's, pairs of a command and its body: `(r"\R", r"\mathbb{R}")`. `notes` are the notes that the
    source refers to and that readers can see. Links to `host`, the site's own, are not marked as external. A first
    heading that repeats `title` is left out. `language` (`en` or `zh-hans`) selects the labels of callouts and
    theorems. `image_sizes` are triples of a URL, a width and a height in pixels.
    """

    macros: tuple[tuple[str, str], ...] = ()
    notes: tuple[LinkedNote, ...] = ()
    host: str = ""
    title: str = ""
    language: str = "en"
    image_sizes: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the note's outline. `html` is its content with formulas rendered, `text` its plain text."""

    level: int
    anchor: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of the note, with `tex` as the author wrote it, without delimiters and surrounding space.

    `text` is the formula as Unicode (`p(x|z) ∼ 𝒩(μ, σ²)`); a command without an equivalent is shown by its name. `line`
    and `column` are its position in the source, counted from 1. `number` is the number of its first numbered row, and
    `labels` are pairs of a label that it defines and that label's number.
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

    `html`, `excerpt_html` and `feed_html` are safe to include in a page. `feed_html` is the whole note with formulas as
    text, for readers without Lemma's style sheet. `links` are the slugs of the notes that it refers to, existing or
    not, in order of appearance. `equations` and `theorems` are those that other notes can refer to by label. A document
    `is_provisional` if time ran out before all formulas were typeset; rendering it again may complete it.
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
    images: tuple[str, ...] = ()
    theorems: tuple[LinkedTheorem, ...] = ()
    equations: tuple[LinkedEquation, ...] = ()
    is_provisional: bool = False
