"""Real notes: all rendered, no formula lost, what dollars stay visible, and whether the excerpts are sound.

Run as `python -m tests.conformance.notes [corpus]`, the corpus being a folder of Markdown files (by default
`$LEMMA_CORPUS/notes`, else `../shared/corpus/notes`). With `--dollars` it prints the lines that still show a dollar, to
be read by hand.
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

_DRAWN = re.compile(r'class="math math-(?:inline|display)"|class="math-error')
_SHOWN_ELSEWHERE = re.compile(
    r'<figure class="code".*?</figure>|<code[ >].*?</code>|<annotation.*?</annotation>', re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")
_PLACEHOLDER = re.compile(r"\[(?:公式|代码|图片|Math|Formula|Code|Image)\]|data-placeholder")


@dataclass
class Figures:
    """What the notes of a corpus come to."""

    notes: int = 0
    characters: int = 0
    seconds: float = 0.0
    formulas: int = 0
    formulas_lost: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    dollars: list[str] = field(default_factory=list)
    unsound_excerpts: list[str] = field(default_factory=list)

    def take(self, name: str, source: str) -> None:
        start = time.perf_counter()
        document = render(source)
        self.seconds += time.perf_counter() - start
        self.notes += 1
        self.characters += len(source)
        self.formulas += len(document.formulas)
        self.formulas_lost += max(0, len(document.formulas) - len(_DRAWN.findall(document.html)))
        self.problems.update(problem.kind for problem in document.problems)
        self.dollars += [f"{name}: {line}" for line in visible_dollars(document)]
        if not is_sound(document):
            self.unsound_excerpts.append(name)


def visible_dollars(document: Document) -> list[str]:
    """The lines of a rendered note that show a dollar outside code."""
    text = _TAG.sub("", _SHOWN_ELSEWHERE.sub("", document.html))
    return [line.strip() for line in text.split("\n") if "$" in line]


def is_sound(document: Document) -> bool:
    """Whether an excerpt is well formed, without placeholders, links or ids, and no longer than it may be."""
    parser = html5lib.HTMLParser()
    parser.parseFragment(document.excerpt_html)
    return not (
        parser.errors
        or _PLACEHOLDER.search(document.excerpt_html)
        or re.search(r"<a\b| id=", document.excerpt_html)
        or display_width(document.excerpt_text) > 2 * EXCERPT_WIDTH
    )


def figures_of(folder: Path) -> Figures:
    figures = Figures()
    for path in sorted(folder.rglob("*.md")):
        figures.take(path.name, path.read_text(encoding="utf-8", errors="replace"))
    return figures


def default_folder() -> Path:
    corpus = Path(os.environ.get("LEMMA_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
    return corpus / "notes"


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    figures = figures_of(Path(arguments[0]) if arguments else default_folder())
    if "--dollars" in sys.argv:
        print("\n".join(figures.dollars))
    print(f"Notes: {figures.notes} rendered, {figures.characters:,} characters in {figures.seconds:.1f} s")
    print(f"Formulas: {figures.formulas:,}, of which {figures.formulas_lost} lost")
    print(f"Problems: {dict(figures.problems)}")
    print(f"Lines that show a dollar: {len(figures.dollars)}")
    print(f"Excerpts unsound: {len(figures.unsound_excerpts)} {figures.unsound_excerpts or ''}")
    sys.exit(bool(figures.formulas_lost or figures.unsound_excerpts))
