"""Numbers the equations of a note and finds what its labels stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from notes.rendering.math.normalize.template import Row, Template
from notes.rendering.math.unicode import unicode_formula

UNKNOWN = "??"
"""What stands for the number that a reference cannot name."""


@dataclass(frozen=True, slots=True)
class Equation:
    """A labelled row: where it is, and what a reference to it shows, as Unicode and as TeX."""

    label: str
    anchor: str
    number: str
    number_tex: str
    formula: int
    row: int


@dataclass(frozen=True, slots=True)
class DuplicateLabel:
    """A label that stands twice, and where: formulas by their index, with the offsets in them."""

    label: str
    first_formula: int
    first_offset: int
    formula: int
    offset: int


@dataclass(slots=True)
class Numbering:
    """`tags[i][j]` is the TeX that shows the number of row `j` of formula `i`, `numbers` the same as Unicode."""

    tags: list[tuple[str, ...]] = field(default_factory=list)
    numbers: list[tuple[str | None, ...]] = field(default_factory=list)
    equations: dict[str, Equation] = field(default_factory=dict)
    duplicates: list[DuplicateLabel] = field(default_factory=list)


def number(templates: Sequence[Template | None]) -> Numbering:
    """Number the rows of all formulas in reading order."""
    return _Numberer().run(templates)


class _Numberer:
    def __init__(self) -> None:
        self.found = Numbering()
        self.count = 0
        self.anchors: set[str] = set()
        self.source_map: dict[str, tuple[int, int]] = {}

    def run(self, templates: Sequence[Template | None]) -> Numbering:
        for formula, template in enumerate(templates):
            rows = template.rows if template else ()
            shown = [self._row(formula, index, row) for index, row in enumerate(rows)]
            self.found.tags.append(tuple(tag for tag, _ in shown))
            self.found.numbers.append(tuple(number for _, number in shown))
        return self.found

    def _row(self, formula: int, index: int, row: Row) -> tuple[str, str | None]:
        """The tag and the number of a row, its labels taken note of."""
        if row.tag is not None:
            tex, tag = row.tag, rf"\tag{'*' if row.is_starred else ''}{{{row.tag}}}"
            shown = unicode_formula(rf"\text{{{row.tag}}}").text
        elif row.counts or row.labels:
            self.count += 1
            tex = shown = str(self.count)
            tag = rf"\tag{{{tex}}}"
        else:
            return "", None
        for label, offset in row.labels:
            if label in self.source_map:
                self._double(label, formula, offset)
            else:
                self.source_map[label] = (formula, offset)
                self.found.equations[label] = Equation(label, self._anchor(label), shown, tex, formula, index)
        return tag, shown

    def _double(self, label: str, formula: int, offset: int) -> None:
        """Note the second place of a label. Nobody can say which one is meant: references name neither."""
        self.found.duplicates.append(DuplicateLabel(label, *self.source_map[label], formula, offset))
        known = self.found.equations[label]
        self.found.equations[label] = replace(known, number=UNKNOWN, number_tex=UNKNOWN)

    def _anchor(self, label: str) -> str:
        """An id in any script: `eq:elbo` has `eq-elbo`."""
        kept = (
            character if character.isalnum() or character in "-_." else "-" for character in label.removeprefix("eq:")
        )
        plain = "eq-" + ("".join(kept).strip("-") or "x")
        anchor, copies = plain, 1
        while anchor in self.anchors:
            copies += 1
            anchor = f"{plain}-{copies}"
        self.anchors.add(anchor)
        return anchor
