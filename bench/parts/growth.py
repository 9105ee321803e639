"""Whether pages stay as fast as a site grows to a hundred times its notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bench import material
from bench.extent import FEW_NOTES, Extent
from bench.inside.bulk import ORIGINALS
from bench.installed import Missing, create_database
from bench.reader import Reader
from bench.report import Section, Verdict
from bench.samples import Samples
from bench.site import Author, Site
from bench.workshop import Workshop

MOST = 1.3
SWEEPS = 5
WARMING = 1
TAG = f"/tags/{material.TAGS[0]}/"
SERIES = "/series/foundations/"
# Each page's path by the number of notes on the site. Half of the copies have the tag, a sixteenth is in the series.
PAGES: dict[str, Callable[[int], str]] = {
    "list, page 1": lambda notes: "/",
    "list, deepest page": lambda notes: f"/?page={-(-notes // 12)}",
    "list, middle page": lambda notes: f"/?page={notes // 24}",
    "tag": lambda notes: TAG,
    "tag, deepest page": lambda notes: f"{TAG}?page={(notes - ORIGINALS) // 24}",
    "tags": lambda notes: "/tags/",
    "all series": lambda notes: "/series/",
    "series": lambda notes: SERIES,
    # The last that is full: the one behind it has one post on the small site, and nine on the large one.
    "series, deepest page": lambda notes: f"{SERIES}?page={(notes - ORIGINALS) // 16 // 12}",
    "archive": lambda notes: "/archive/",
    "archive, deepest page": lambda notes: f"/archive/?page={-(-notes // 100)}",
    "feed": lambda notes: "/feed/",
    "site map, last part": lambda notes: f"/sitemap-posts.xml?p={-(-notes // 1000)}",
    "note": lambda notes: "/posts/note-7/",
}


def measure(workshop: Workshop, extent: Extent) -> Section:
    few, many = FEW_NOTES, extent.many_notes
    section = Section(
        ("page", "database", f"ms at {few:,}", f"ms at {many:,}", "ratio (middle half)", "after a change")
    )
    for name in ("SQLite", "PostgreSQL"):
        try:
            sites = [Served(workshop, name, notes) for notes in (few, many)]
        except Missing as missing:
            section.remarks.append(str(missing))
            continue
        found = {page: Timings() for page in PAGES}
        # Over and over: a machine that is slow for some seconds must not be slow for one page.
        for _sweep in range(SWEEPS):
            for page, path in PAGES.items():
                found[page].take(path, sites, extent.growth_rounds // SWEEPS)
        for page, timings in found.items():
            add(section, page, name, sites, timings)
    section.remarks.append(
        "Without the page cache, one worker, one request at a time; counts are remembered since the last change. "
        "“After a change” is the ratio when a note was changed right before the request, so that the page counts anew."
    )
    return section


class Served:
    """A site of so many notes, its server and its author."""

    def __init__(self, workshop: Workshop, kind: str, notes: int) -> None:
        self.notes = notes
        database = create_database(workshop, str(notes)) if kind == "PostgreSQL" else ""
        self.site = Site(workshop, f"{kind}-{notes}", database=database)
        workshop.inside("bulk", self.site.environment(), notes=notes)
        self.author: Author = self.site.author()
        self.reader = workshop.enter_context(Reader(self.site.serve(PAGE_CACHE="false", WEB_CONCURRENCY="1")))

    def ms(self, path: str) -> float:
        return 1000 * self.reader.get(path).seconds


@dataclass
class Timings:
    """Of one page, on the smaller and on the larger site: as it was asked for before, and right after a change."""

    same: list[list[float]] = field(default_factory=list)
    changed: list[list[float]] = field(default_factory=list)

    def take(self, path: Callable[[int], str], sites: list[Served], rounds: int) -> None:
        self.same += [[site.ms(path(site.notes)) for site in sites] for _ in range(WARMING + rounds)][WARMING:]
        for _ in range(max(1, rounds // 3)):
            for site in sites:
                site.author.touch()
            self.changed.append([site.ms(path(site.notes)) for site in sites])


def add(section: Section, page: str, database: str, sites: list[Served], timings: Timings) -> None:
    few, many = (Samples.of(values) for values in zip(*timings.same, strict=True))
    few_changed, many_changed = (Samples.of(values) for values in zip(*timings.changed, strict=True))
    ratio, ratio_changed = many.against(few), many_changed.against(few_changed)
    section.add(page, database, few.show(1), many.show(1), ratio.show(), ratio_changed.show())
    section.verdicts.append(Verdict(f"{page}, {many_times(sites)} the notes, {database}", ratio.median, most=MOST))


def many_times(sites: list[Served]) -> str:
    return f"{sites[1].notes // sites[0].notes} times"
