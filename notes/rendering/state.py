"""A note on its way through the pipeline: what the steps read and write."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from notes.rendering.document import Formula, Heading, LinkedNote, LinkedTheorem, RenderContext
from notes.rendering.html.placeholders import Placeholders
from notes.rendering.labels import labels
from notes.rendering.math import Budget, RenderedFormula, Source, TypesetResult
from notes.rendering.problems import Problem, ProblemKind, problem
from notes.rendering.source_map import SourceMap


@dataclass
class RenderState:
    """The state of one rendering."""

    source: str
    context: RenderContext
    md: MarkdownIt
    source_map: SourceMap
    placeholders: Placeholders
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
    links_of_formulas: dict[str, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)
    images: dict[str, None] = field(default_factory=dict)
    highlighted_length: int = 0
    theorems: dict[str, LinkedTheorem] = field(default_factory=dict)
    html: str = ""
    feed_html: str = ""

    def __post_init__(self) -> None:
        self._namesakes: dict[str, int] = {}
        self.labels = labels(self.context.language)
        self.notes: dict[str, LinkedNote] = {linked.slug: linked for linked in self.context.notes}

    @classmethod
    def of(cls, source: str, context: RenderContext, md: MarkdownIt) -> RenderState:
        return cls(source, context, md, SourceMap(source), Placeholders(source))

    def parse_inline(self, text: str) -> list[Token]:
        """Parse a line of text that came out of the note, an image's title for one."""
        return self.md.parseInline(text, self.env)[0].children or []

    def rendered_formula(self, token: Token) -> RenderedFormula:
        """The rendered formula of a formula token."""
        index: int = token.meta["index"]
        return self.typeset_result.formulas[index]

    def equation_elsewhere(self, slug: str, label: str) -> tuple[str, str] | None:
        """The number and the address of an equation of another note."""
        target = self.notes.get(slug)
        for equation in target.equations if target else ():
            if target and equation.label == label:
                self.links_of_formulas[slug] = None
                return equation.number, f"{target.url}#{equation.anchor}"
        return None

    def classes(self, names: str) -> str:
        """The attribute that gives an element classes of ours."""
        return f' class="{self.placeholders.mark(names)}"'

    def id(self, anchor: str) -> str:
        """The attribute that gives an element an id of ours."""
        return f' id="{self.placeholders.mark(escape(anchor))}"'

    def report(self, kind: ProblemKind, place: tuple[int, int], /, **details: object) -> None:
        self.problems.append(problem(kind, *place, **details))

    def new_anchor(self, wanted: str) -> str:
        """An anchor that nothing else in the note has: `wanted`, or with a number after it."""
        anchor, count = wanted, self._namesakes.get(wanted, 1)
        while anchor in self.anchors:
            count += 1
            anchor = f"{wanted}-{count}"
        self._namesakes[wanted] = count
        self.anchors.add(anchor)
        return anchor
