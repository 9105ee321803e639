"""Which of gunicorn's kinds of worker, and how many threads of it, serve pages at the least cost."""

from __future__ import annotations

from bench.extent import Extent
from bench.installed import need
from bench.load import Contender, compare
from bench.report import Section
from bench.site import Site
from bench.workshop import Workshop

NOTE = "/posts/note-7/"
KINDS = {
    "gthread, 1 thread": {"WEB_THREADS": "1"},
    "gthread, 2 threads": {"WEB_THREADS": "2"},
    "gthread, 4 threads": {},
    "gthread, 8 threads": {"WEB_THREADS": "8"},
    "sync": {"WEB_WORKER_CLASS": "sync"},
}
USUAL = "gthread, 4 threads"


def measure(workshop: Workshop, extent: Extent) -> Section:
    need("wrk", "wrk")
    site = Site(workshop, "workers").seed(24, formulas=14, characters=3200)
    section = Section(("page", "workers", "CPU, ms a request", f"beside {USUAL} (middle half)"))
    for page, settings in (("warm", {}), ("made anew for each request", {"PAGE_CACHE": "false"})):
        contenders = {
            kind: Contender(kind, site.serve(f"{page} {kind}", **settings, **own), NOTE) for kind, own in KINDS.items()
        }
        others = [contender for kind, contender in contenders.items() if kind != USUAL]
        compared = compare([(other, contenders[USUAL]) for other in others], extent.warm_rounds)
        section.add(page, USUAL, compared[0].other.show(3), "1")
        for other, result in zip(others, compared, strict=True):
            section.add(page, other.name, result.own.show(3), result.ratio.show())
    section.remarks.append(
        "Two processes each. All cost much the same. Threads are there for the moment when one request renders a long "
        "note or waits for the database, and the others should not. `sync` workers end each connection after its "
        "reply, so that a browser has to open one for every file."
    )
    return section
