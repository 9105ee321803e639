"""What was measured, as tables in the terminal and in docs/performance.md."""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from bench.workshop import ROOT

TEMPLATE = Path(__file__).with_name("performance.md")
DOCUMENT = ROOT / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure beside the limit that was set for it."""

    figure: str
    measured: float
    most: float | None = None
    least: float | None = None
    unit: str = "times"

    @property
    def is_kept(self) -> bool:
        return (self.most is None or self.measured <= self.most) and (self.least is None or self.measured >= self.least)

    @property
    def limit(self) -> str:
        bound = f"at most {self.most:g}" if self.most is not None else f"at least {self.least:g}"
        return f"{bound} {self.unit}"


@dataclass
class Section:
    """One part's table, and what has to be said about it."""

    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        self.rows.append(cells)

    def __str__(self) -> str:
        table_text = table(self.columns, self.rows) if self.rows else ""
        return "\n\n".join([table_text, *self.remarks] if table_text else self.remarks)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with even columns."""
    lines = [columns, *rows]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    shown = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([shown[0], rule, *shown[1:]])


def summary(sections: Mapping[str, Section]) -> str:
    rows = [
        (
            verdict.figure,
            f"{verdict.measured:.3g} {verdict.unit}",
            verdict.limit,
            "yes" if verdict.is_kept else "**no**",
        )
        for section in sections.values()
        for verdict in section.verdicts
    ]
    return table(("figure", "measured (median)", "limit", "kept"), rows) if rows else "Nothing was measured."


def machine() -> str:
    """The class of the machine, without its name; and what else ran, since that widens every spread."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    busy = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB of memory, {platform.system()}, "
        f"Python {platform.python_version()}; load average {busy:.1f} at the end"
    )


def write(sections: Mapping[str, Section], extent: str, document: Path = DOCUMENT) -> None:
    parts = defaultdict(lambda: "Not measured in this run.", {name: str(part) for name, part in sections.items()})
    text = Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        parts, summary=summary(sections), machine=machine(), extent=extent, date=datetime.now(UTC).date().isoformat()
    )
    document.write_text(text, encoding="utf-8")
