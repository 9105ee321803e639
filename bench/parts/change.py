"""How soon a changed note among a thousand is served, from the commit on."""

from __future__ import annotations

import time
from threading import Thread

from bench.extent import FEW_NOTES, Extent
from bench.installed import Missing, create_database, start_redis
from bench.processes import Server
from bench.reader import PLAIN, Reader
from bench.report import Section, Verdict
from bench.samples import Samples
from bench.site import Author, Site
from bench.workshop import Workshop

MOST_MS = 50
NEWEST = "note-0"
PAGES = {"the note's page": "/posts/note-0/", "the list that shows its beginning": "/"}
PATIENCE_S = 30


def measure(workshop: Workshop, extent: Extent) -> Section:
    section = Section(("page", "where", "ms from the commit to the new page (middle half)"))
    add(section, "SQLite, local memory", Site(workshop, "change"), extent.changes)
    try:
        shared = Site(
            workshop, "change-shared", database=create_database(workshop, "change"), cache=start_redis(workshop)
        )
        add(section, "PostgreSQL, Redis", shared, extent.changes)
    except Missing as missing:
        section.remarks.append(str(missing))
    section.remarks.append(
        f"One of {FEW_NOTES:,} notes is changed by a command while a reader asks for the page again and again."
    )
    return section


def add(section: Section, where: str, site: Site, changes: int) -> None:
    site.workshop.inside("bulk", site.environment(), notes=FEW_NOTES)
    server, author = site.serve(), site.author()
    for page, path in PAGES.items():
        # The first ones draw formulas in each worker that never have been.
        taken = Samples.of(
            [ms_to_new_page(server, author, path, f"Change {n} of {len(page)}.") for n in range(changes + 4)][4:]
        )
        section.add(page, where, taken.show(1))
        if page == "the note's page":
            section.verdicts.append(
                Verdict(f"from the commit to the new page, {where}", taken.median, most=MOST_MS, unit="ms")
            )


def ms_to_new_page(server: Server, author: Author, path: str, text: str) -> float:
    served_at: list[float] = []

    def read() -> None:
        deadline = time.monotonic() + PATIENCE_S
        with Reader(server, PLAIN) as reader:
            while not served_at and time.monotonic() < deadline:
                if text.encode() in reader.get(path).body:
                    served_at.append(time.time())

    reading = Thread(target=read)
    reading.start()
    committed_at = author.save(NEWEST, text)
    reading.join()
    if not served_at:
        raise RuntimeError(f"{path} did not change")
    return 1000 * (served_at[0] - committed_at)
