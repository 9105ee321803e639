"""What a note's first rendering takes beyond what KaTeX itself takes for its formulas."""

from __future__ import annotations

from bench.extent import Extent
from bench.report import Section, Verdict
from bench.samples import Samples
from bench.workshop import Workshop

FORMULAS = 60
CHARACTERS = 9000


def measure(workshop: Workshop, extent: Extent) -> Section:
    environment = workshop.environment(workshop.new_folder("rendering"))
    found: dict[str, list[float]] = {"lemma": [], "katex": []}
    sizes: dict[str, int] = {}
    for number in range(extent.fresh_processes):
        for who in sorted(found, reverse=bool(number % 2)):
            answer = workshop.inside("rendering", environment, who=who, formulas=FORMULAS, characters=CHARACTERS)
            found[who].append(answer["ms"])
            sizes = answer
    lemma, katex = Samples.of(found["lemma"]), Samples.of(found["katex"])
    ratio = lemma.against(katex)
    section = Section(("who", "ms in a fresh process (middle half)"))
    section.add("Lemma, from Markdown to the finished page's HTML", lemma.show(1))
    section.add("KaTeX alone, the same formulas in the same engine", katex.show(1))
    section.add("ratio", ratio.show())
    section.remarks.append(
        f"A note of {sizes['bytes'] / 1024:.1f} KB with {sizes['formulas']} formulas, no two alike, none drawn before. "
        "The engine is loaded and has drawn one formula, and Lemma has rendered one other short note."
    )
    section.verdicts.append(Verdict("first rendering of 60 formulas against KaTeX's own time", ratio.median, most=1.3))
    return section
