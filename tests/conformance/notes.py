"""Render real notes: no formula may be lost, and every excerpt must be valid.

Run as `python -m tests.conformance.notes [corpus]`. The corpus is a folder of Markdown files, by default
`$LEMMA_CORPUS/notes`, else `../shared/corpus/notes`. With `--dollars` it prints the lines that show a dollar sign.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import html5lib

from notes.rendering import Document, render
from notes.rendering.characters import display_width
from notes.rendering.text_forms.excerpt import EXCERPT_WIDTH

_FORMULA = re.compile(r'class="math math-(?:inline|display)"|class="math-error')
_CODE_AND_TEX = re.compile(
    r'<figure class="code".*?</figure>|<code[ >].*?</code>|<annotation.*?</annotation>', re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")
_PLACEHOLDER = re.compile(r"\[(?:公式|代码|图片|Math|Formula|Code|Image)\]|data-placeholder")


@dataclass
class Totals:
    """The results for all notes of a corpus."""

    notes: int = 0
    characters: int = 0
    seconds: float = 0.0
    formulas: int = 0
    lost_formulas: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    dollars: list[str] = field(default_factory=list)
    invalid_excerpts: list[str] = field(default_factory=list)

    def add(self, name: str, source: str) -> None:
        start = time.perf_counter()
        document = render(source)
        self.seconds += time.perf_counter() - start
        self.notes += 1
        self.characters += len(source)
        self.formulas += len(document.formulas)
        self.lost_formulas += max(0, len(document.formulas) - len(_FORMULA.findall(document.html)))
        self.problems.update(str(problem.kind) for problem in document.problems)
        self.dollars += [f"{name}: {line}" for line in visible_dollars(document)]
        if not has_valid_excerpt(document):
            self.invalid_excerpts.append(name)


def visible_dollars(document: Document) -> list[str]:
    """The lines of a rendered note with a dollar sign outside of code."""
    text = _TAG.sub("", _CODE_AND_TEX.sub("", document.html))
    return [line.strip() for line in text.split("\n") if "$" in line]


def has_valid_excerpt(document: Document) -> bool:
    """Whether the excerpt is well-formed, without placeholders, links and ids, and not too wide."""
    parser = html5lib.HTMLParser()
    parser.parseFragment(document.excerpt_html)
    return not (
        parser.errors
        or _PLACEHOLDER.search(document.excerpt_html)
        or re.search(r"<a\b| id=", document.excerpt_html)
        or display_width(document.excerpt_text) > 2 * EXCERPT_WIDTH
    )


def render_all(folder: Path) -> Totals:
    totals = Totals()
    for path in sorted(folder.rglob("*.md")):
        totals.add(path.name, path.read_text(encoding="utf-8", errors="replace"))
    return totals


def default_folder() -> Path:
    corpus = Path(os.environ.get("LEMMA_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
    return corpus / "notes"


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    totals = render_all(Path(arguments[0]) if arguments else default_folder())
    if "--dollars" in sys.argv:
        print("\n".join(totals.dollars))
    print(f"Notes: {totals.notes} rendered, {totals.characters:,} characters in {totals.seconds:.1f} s")
    print(f"Formulas: {totals.formulas:,}, of which {totals.lost_formulas} lost")
    print(f"Problems: {dict(totals.problems)}")
    print(f"Lines that show a dollar: {len(totals.dollars)}")
    print(f"Invalid excerpts: {len(totals.invalid_excerpts)} {totals.invalid_excerpts or ''}")
    sys.exit(bool(totals.lost_formulas or totals.invalid_excerpts))
