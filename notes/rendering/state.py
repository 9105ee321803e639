"""The state of one rendering, which the steps of the pipeline share."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from notes.rendering.document import Formula, Heading, LinkedTheorem, RenderContext
from notes.rendering.html.placeholders import Placeholders
from notes.rendering.labels import labels_in
from notes.rendering.math import Budget, RenderedFormula, Source, TypesetResult
from notes.rendering.problems import Problem, ProblemKind, problem
from notes.rendering.source_map import SourceMap


@dataclass
class RenderState:
    """`sources` are the formulas to typeset, `anchors` all ids that the note has so far, `links_in_formulas` the slugs
    of notes whose equations its formulas refer to."""

    source: str
    context: RenderContext
    md: MarkdownIt
    tokens: list[Token] = field(default_factory=list)
    env: dict[str, Any] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    sources: list[Source] = field(default_factory=list)
    typeset_result: TypesetResult = field(default_factory=lambda: TypesetResult((), {}, ()))
    anchors: set[str] = field(default_factory=set)
    heading_texts: dict[str, str] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    links_in_formulas: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)
    images: dict[str, None] = field(default_factory=dict)
    highlighted_characters: int = 0
    theorems: dict[str, LinkedTheorem] = field(default_factory=dict)
    html: str = ""
    feed_html: str = ""

    def __post_init__(self) -> None:
        self.source_map = SourceMap(self.source)
        self.placeholders = Placeholders(self.source)
        self.labels = labels_in(self.context.language)
        self.notes = {note.slug: note for note in self.context.notes}
        self._copies_of_anchor: dict[str, int] = {}

    def parse_inline(self, text: str) -> list[Token]:
        """Parse inline Markdown outside of a block, such as the title of an image."""
        return self.md.parseInline(text, self.env)[0].children or []

    def rendered_formula(self, token: Token) -> RenderedFormula:
        """The rendered formula of a formula token."""
        index: int = token.meta["index"]
        return self.typeset_result.formulas[index]

    def find_equation(self, slug: str, label: str) -> tuple[str, str] | None:
        """The number and the URL of an equation in another note, which is recorded as a link."""
        note = self.notes.get(slug)
        equation = note.equation(label) if note else None
        if note is None or equation is None:
            return None
        self.links_in_formulas[slug] = None
        return equation.number, f"{note.url}#{equation.anchor}"

    def classes(self, names: str) -> str:
        """A generated `class` attribute, which the sanitizer keeps."""
        return f' class="{self.placeholders.mark(names)}"'

    def id(self, anchor: str) -> str:
        """A generated `id` attribute, which the sanitizer keeps."""
        return f' id="{self.placeholders.mark(escape(anchor))}"'

    def report(self, kind: ProblemKind, position: tuple[int, int], /, **details: object) -> None:
        """Report a problem at a line and column."""
        self.problems.append(problem(kind, *position, **details))

    def unique_anchor(self, preferred: str) -> str:
        """Reserve an anchor: `preferred` or, if the note has that already, with a number appended."""
        anchor, copies = preferred, self._copies_of_anchor.get(preferred, 1)
        while anchor in self.anchors:
            copies += 1
            anchor = f"{preferred}-{copies}"
        self._copies_of_anchor[preferred] = copies
        self.anchors.add(anchor)
        return anchor
