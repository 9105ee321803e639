"""A normalized formula with its numbers, links and macros: everything needed to render it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notes.rendering.characters import display_width
from notes.rendering.math.formula_html import error_html, feed_html, rendered_html
from notes.rendering.math.katex.engine import Failure, Job, KatexResult
from notes.rendering.math.macros import prelude
from notes.rendering.math.model import RenderedFormula, Source
from notes.rendering.math.normalize.build_template import replace_control_characters
from notes.rendering.math.normalize.definitions import Macro
from notes.rendering.math.normalize.template import Reference, TagSlot, Template, source_offset
from notes.rendering.math.numbering import Equation
from notes.rendering.math.references import ResolvedTemplate
from notes.rendering.math.unicode import UnicodeFormula, unicode_formula
from notes.rendering.problems import Problem, ProblemKind, problem

_NEEDS_TRUST = re.compile(r"\\(?:href|url|includegraphics|html(?:Class|Id|Style|Data))(?![A-Za-z@])")
_ALIGNMENT = re.compile(r"(?<!\\)&|\\\\")
"""TeX that only a row of an environment may contain."""


@dataclass(frozen=True, slots=True)
class ResolvedFormula:
    """A formula whose template is resolved.

    `macros` are the macros of the note and the site that it uses, `numbers` the numbers of its rows, and `equations`
    its labeled rows.
    """

    source: Source
    template: Template
    resolved: ResolvedTemplate
    macros: tuple[Macro, ...]
    numbers: tuple[str | None, ...]
    equations: Sequence[Equation]

    @property
    def job(self) -> Job:
        return Job(self._prelude + self.resolved.tex, self.template.display, self.resolved.linked_urls)

    @property
    def _prelude(self) -> str:
        return prelude(self.macros)

    @property
    def _tex(self) -> str:
        return replace_control_characters(self.source.tex)

    def to_unicode(self) -> UnicodeFormula:
        """The formula as Unicode text, which does not need KaTeX."""
        return unicode_formula(self._tex, self.macros, self.resolved.reference_texts)

    def render(self, result: KatexResult, unicode: UnicodeFormula) -> RenderedFormula:
        tex, display = self._tex.strip(), self.template.display
        anchors = [equation.anchor for equation in self.equations]
        text = " ".join((unicode.text, *self._automatic_numbers())).strip()
        failure = self._problem_of_failure(result)
        if failure:
            html = error_html(tex, failure.message, display=display, anchors=anchors)
        else:
            html = rendered_html(result.html, tex, display=display, anchors=anchors)
        return RenderedFormula(
            html="" if self.template.is_blank else html,
            text=text,
            feed_html=feed_html(text, tex, is_complete=unicode.is_complete and not failure),
            width=display_width(text),
            tex=tex,
            display=display,
            number=next((number for number in self.numbers if number is not None), None),
            anchor=anchors[0] if anchors else None,
            labels=tuple((equation.label, equation.number) for equation in self.equations),
            is_broken=failure is not None,
        )

    def equation_tex(self, equation: Equation) -> str:
        """TeX that renders one row on its own, in any note: with its number and macros, without links."""
        row = self.template.rows[equation.row]
        reference_texts = iter(self.resolved.reference_texts)
        pieces: list[str] = []
        for index, (part, token) in enumerate(zip(self.template.parts, self.resolved.tokens, strict=True)):
            tex = rf"\text{{{next(reference_texts)}}}" if isinstance(part, Reference) else token.text
            if row.start <= index < row.end and not isinstance(part, TagSlot):
                pieces.append(tex)
        content = "".join(pieces).strip()
        if _ALIGNMENT.search(content):
            content = rf"\begin{{aligned}}{content}\end{{aligned}}"
        definitions = self._prelude + prelude(self.template.definitions)
        return rf"{{{definitions}{content}}}\tag{{{equation.number_tex}}}"

    def problems(self, result: KatexResult) -> list[Problem]:
        """The problems of the formula, positioned in the author's text."""
        found = [
            problem(ProblemKind.MISSING_LABEL, *self.source.position(reference.origin), label=reference.label)
            for reference in self.resolved.missing
        ]
        failure = self._problem_of_failure(result)
        return [*found, failure] if failure else found

    def _problem_of_failure(self, result: KatexResult) -> Problem | None:
        start = self.source.position(0)
        match result.failure:
            case None:
                return None
            case Failure.BROKEN:
                position = self.source.position(self._error_offset(result))
                return problem(ProblemKind.BROKEN_FORMULA, *position, reason=result.message)
            case Failure.REFUSED:
                command = _NEEDS_TRUST.search(self.source.tex)
                position = self.source.position(command.start()) if command else start
                name = command[0] if command else r"\href"
                return problem(ProblemKind.FORMULA_NOT_ALLOWED, *position, command=name)
            case Failure.TOO_LARGE:
                return problem(ProblemKind.FORMULA_TOO_LARGE, *start)
            case Failure.TOO_HEAVY | Failure.TOO_SLOW:
                return problem(ProblemKind.FORMULA_TOO_HEAVY, *start)
            case Failure.OUT_OF_TIME:
                return problem(ProblemKind.FORMULAS_TOO_MANY, *start)

    def _error_offset(self, result: KatexResult) -> int:
        """The offset of KaTeX's error in the author's TeX; for an error in a macro, that of the macro's first use."""
        if result.position is None:
            return 0
        position = _from_utf16(self.job.tex, result.position)
        if position >= len(self._prelude):
            offset = source_offset(self.resolved.tokens, position - len(self._prelude))
            return min(offset, len(self.source.tex))
        for macro in self.macros:
            position -= len(macro.definition())
            if position < 0:
                return max(self.source.tex.find(macro.name), 0)
        return 0

    def _automatic_numbers(self) -> list[str]:
        r"""The numbers that do not come from a `\tag`, and so are missing in the Unicode text."""
        rows = zip(self.template.rows, self.numbers, strict=True)
        return [f"({number})" for row, number in rows if number is not None and row.tag is None]


def _from_utf16(text: str, position: int) -> int:
    """The index of the character at `position`, which JavaScript counts in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * position].decode("utf-16-le", "ignore"))
