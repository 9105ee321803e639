"""Number the equations of a note, and resolve its labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from notes.rendering.math.normalize.template import Row, Template
from notes.rendering.math.unicode import unicode_formula

UNKNOWN_NUMBER = "??"
"""Shown where a reference cannot be resolved."""


@dataclass(frozen=True, slots=True)
class Equation:
    """A labeled row: the indexes of its formula and row, and its number as Unicode and as TeX."""

    label: str
    anchor: str
    number: str
    number_tex: str
    formula: int
    row: int


@dataclass(frozen=True, slots=True)
class DuplicateLabel:
    """A label that occurs again. Formulas are given by index, positions by the offset in their TeX."""

    label: str
    first_formula: int
    first_offset: int
    formula: int
    offset: int


@dataclass(slots=True)
class Numbering:
    """`tags[i][j]` is the TeX that shows the number of row `j` of formula `i`; `numbers[i][j]` is it as Unicode."""

    tags: list[tuple[str, ...]] = field(default_factory=list)
    numbers: list[tuple[str | None, ...]] = field(default_factory=list)
    equations: dict[str, Equation] = field(default_factory=dict)
    duplicates: list[DuplicateLabel] = field(default_factory=list)


def number_rows(templates: Sequence[Template | None]) -> Numbering:
    """Number the rows of all formulas in reading order."""
    return _Numberer().run(templates)


class _Numberer:
    def __init__(self) -> None:
        self.numbering = Numbering()
        self.count = 0
        self.anchors: set[str] = set()
        self.label_positions: dict[str, tuple[int, int]] = {}

    def run(self, templates: Sequence[Template | None]) -> Numbering:
        for formula, template in enumerate(templates):
            rows = template.rows if template else ()
            numbered = [self._number_row(formula, index, row) for index, row in enumerate(rows)]
            self.numbering.tags.append(tuple(tag for tag, _ in numbered))
            self.numbering.numbers.append(tuple(number for _, number in numbered))
        return self.numbering

    def _number_row(self, formula: int, index: int, row: Row) -> tuple[str, str | None]:
        """Record the labels of a row; return its tag and its number."""
        if row.tag is not None:
            tex, tag = row.tag, rf"\tag{'*' if row.is_starred else ''}{{{row.tag}}}"
            number = unicode_formula(rf"\text{{{row.tag}}}").text
        elif row.counts or row.labels:
            self.count += 1
            tex = number = str(self.count)
            tag = rf"\tag{{{tex}}}"
        else:
            return "", None
        for label, offset in row.labels:
            if label in self.label_positions:
                self._record_duplicate(label, formula, offset)
            else:
                self.label_positions[label] = (formula, offset)
                equation = Equation(label, self._unique_anchor(label), number, tex, formula, index)
                self.numbering.equations[label] = equation
        return tag, number

    def _record_duplicate(self, label: str, formula: int, offset: int) -> None:
        """Record a second definition of a label. References to it are ambiguous, so they show neither number."""
        self.numbering.duplicates.append(DuplicateLabel(label, *self.label_positions[label], formula, offset))
        first = self.numbering.equations[label]
        self.numbering.equations[label] = replace(first, number=UNKNOWN_NUMBER, number_tex=UNKNOWN_NUMBER)

    def _unique_anchor(self, label: str) -> str:
        """An HTML id in any script: `eq:elbo` becomes `eq-elbo`."""
        characters = (
            character if character.isalnum() or character in "-_." else "-" for character in label.removeprefix("eq:")
        )
        preferred = "eq-" + ("".join(characters).strip("-") or "x")
        anchor, copies = preferred, 1
        while anchor in self.anchors:
            copies += 1
            anchor = f"{preferred}-{copies}"
        self.anchors.add(anchor)
        return anchor
