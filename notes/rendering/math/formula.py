"""One formula on its way from the author's TeX to a `RenderedFormula`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notes.rendering.characters import width
from notes.rendering.math import formula_html
from notes.rendering.math.katex.batches import KatexHtml
from notes.rendering.math.katex.engine import Failure, Job
from notes.rendering.math.macros import prelude
from notes.rendering.math.model import RenderedFormula, Source
from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.normalize.template import Reference, TagSlot, Template, origin
from notes.rendering.math.normalize.template_cache import drawable
from notes.rendering.math.numbering import Equation
from notes.rendering.math.offsets import place, to_characters
from notes.rendering.math.references import ResolvedTemplate
from notes.rendering.math.unicode import UnicodeFormula, unicode_formula
from notes.rendering.problems import Problem, ProblemKind, problem

_NEEDS_TRUST = re.compile(r"\\(?:href|url|includegraphics|html(?:Class|Id|Style|Data))(?![A-Za-z@])")
_ROWS = re.compile(r"(?<!\\)&|\\\\")
"""What only a row of an environment may hold."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with all that the note tells about it.

    `macros` are those of the note that it uses; `numbers` are those of its rows; `equations` are its labelled rows.
    """

    source: Source
    template: Template
    filled: ResolvedTemplate
    macros: tuple[Macro, ...]
    numbers: tuple[str | None, ...]
    equations: Sequence[Equation]

    @property
    def prelude(self) -> str:
        """The definitions that KaTeX must read before the formula."""
        return prelude(self.macros)

    @property
    def job(self) -> Job:
        return Job(self.prelude + self.filled.text, self.template.display, self.filled.addresses)

    def linear(self) -> UnicodeFormula:
        """The formula as Unicode, which takes no picture."""
        return unicode_formula(drawable(self.source.tex), self.macros, self.filled.shown)

    def drawn(self, picture: KatexHtml, linear: UnicodeFormula) -> RenderedFormula:
        """The formula as the page, the feed and the plain text show it."""
        tex, display = drawable(self.source.tex).strip(), self.template.display
        anchors = [equation.anchor for equation in self.equations]
        text = " ".join((linear.text, *self._counted_numbers())).strip()
        fault = self.fault(picture)
        if fault:
            html = formula_html.undrawn(tex, fault.message, display=display, anchors=anchors)
        else:
            html = formula_html.wrapped(picture.before, tex, picture.behind, display=display, anchors=anchors)
        return RenderedFormula(
            html="" if self.template.is_blank else html,
            text=text,
            feed_html=formula_html.for_feed(text, tex, is_whole=linear.is_whole and not fault),
            width=width(text),
            tex=tex,
            display=display,
            number=next((number for number in self.numbers if number is not None), None),
            anchor=anchors[0] if anchors else None,
            labels=tuple((equation.label, equation.number) for equation in self.equations),
            is_broken=fault is not None,
        )

    def equation_tex(self, equation: Equation) -> str:
        """TeX that draws one row on its own anywhere: with its number and its macros, and without links."""
        row = self.template.rows[equation.row]
        shown = iter(self.filled.shown)
        pieces: list[str] = []
        for index, (part, token) in enumerate(zip(self.template.parts, self.filled.tokens, strict=True)):
            text = rf"\text{{{next(shown)}}}" if isinstance(part, Reference) else token.text
            if row.begin <= index < row.end and not isinstance(part, TagSlot):
                pieces.append(text)
        content = "".join(pieces).strip()
        if _ROWS.search(content):
            content = rf"\begin{{aligned}}{content}\end{{aligned}}"
        definitions = self.prelude + prelude(self.template.definitions)
        return rf"{{{definitions}{content}}}\tag{{{equation.number_tex}}}"

    def problems(self, picture: KatexHtml) -> list[Problem]:
        """The faults of the formula, at the author's own text."""
        found = [
            problem(ProblemKind.MISSING_LABEL, *place(self.source, reference.origin), label=reference.label)
            for reference in self.filled.missing
        ]
        fault = self.fault(picture)
        return [*found, fault] if fault else found

    def fault(self, picture: KatexHtml) -> Problem | None:
        """Why the formula could not be drawn, if it could not."""
        start = place(self.source, 0)
        match picture.failure:
            case None:
                return None
            case Failure.BROKEN:
                return problem(
                    ProblemKind.BROKEN_FORMULA, *place(self.source, self._fault_offset(picture)), reason=picture.message
                )
            case Failure.REFUSED:
                command = _NEEDS_TRUST.search(self.source.tex)
                where = place(self.source, command.start()) if command else start
                return problem(ProblemKind.FORMULA_NOT_ALLOWED, *where, command=command[0] if command else r"\href")
            case Failure.TOO_LARGE:
                return problem(ProblemKind.FORMULA_TOO_LARGE, *start)
            case Failure.TOO_HEAVY | Failure.TOO_SLOW:
                return problem(ProblemKind.FORMULA_TOO_HEAVY, *start)
            case Failure.OUT_OF_TIME:
                return problem(ProblemKind.FORMULAS_TOO_MANY, *start)

    def _fault_offset(self, picture: KatexHtml) -> int:
        """Where in the author's TeX KaTeX found the fault; of a fault within a macro, where the macro is first used."""
        if picture.position is None:
            return 0
        position = to_characters(self.job.tex, picture.position)
        if position >= len(self.prelude):
            return min(origin(self.filled.tokens, position - len(self.prelude)), len(self.source.tex))
        for macro in self.macros:
            position -= len(macro.definition())
            if position < 0:
                return max(self.source.tex.find(macro.name), 0)
        return 0

    def _counted_numbers(self) -> list[str]:
        """The numbers that are not in the author's TeX, which the text would otherwise lack."""
        rows = zip(self.template.rows, self.numbers, strict=True)
        return [f"({number})" for row, number in rows if number is not None and row.tag is None]
