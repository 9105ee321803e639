"""How long a page takes that nobody has asked for since the last change, its notes' rendered form being stored."""

from __future__ import annotations

from bench.contenders.recorded import record
from bench.extent import Extent
from bench.installed import Missing, create_database, start_redis
from bench.processes import Server
from bench.reader import Reader
from bench.report import Section, Verdict
from bench.samples import Samples
from bench.site import Author, Site
from bench.workshop import Workshop

# The most milliseconds, by page.
PAGES = {
    "note": ("/posts/note-7/", 8.0),
    "list": ("/", 10.0),
    "tag": ("/tags/diffusion/", 10.0),
}
NOTES = 200
# A server's threads each have a connection of their own, for which PostgreSQL plans a statement seven times at most.
WARMING = 40


def measure(workshop: Workshop, extent: Extent) -> Section:
    section = Section(("page", "where", "ms (middle half)", "queries", "queries once counts are remembered"))
    section.remarks.append(
        f"A site of {NOTES} notes; before each request a note is changed, so that no page and no count is remembered."
    )
    add(section, "SQLite, local memory", Site(workshop, "cold"), extent)
    try:
        services = {"database": create_database(workshop, "cold"), "cache": start_redis(workshop)}
        add(section, "PostgreSQL, Redis", Site(workshop, "cold-services", **services), extent)
    except Missing as missing:
        section.remarks.append(str(missing))
    return section


def add(section: Section, where: str, site: Site, extent: Extent) -> None:
    site.seed(NOTES, formulas=12, characters=3000)
    paths = [path for path, _most in PAGES.values()]
    queries = site.workshop.inside("queries", site.environment(), paths=paths)
    server, author = site.serve(), site.author()
    section.add("the note by a bare WSGI function", where, bare_ms(site, server, extent.cold_rounds).show(1), "", "")
    for page, (path, most) in PAGES.items():
        site.workshop.inside("vacuum", site.environment())
        taken = cold_ms(server, author, path, extent.cold_rounds)
        section.add(page, where, taken.show(1), *map(str, queries[path]))
        section.verdicts.append(Verdict(f"cold {page} page, {where}", taken.median, most=most, unit="ms"))


def bare_ms(site: Site, server: Server, rounds: int) -> Samples:
    """The least that a reply takes on this machine and in this hour: a measure for the others."""
    path, _most = PAGES["note"]
    with Reader(server) as reader:
        reply = record(reader.get(path), site.workshop.new_folder("replies") / "note")
    bare = site.serve("bare", "bench.contenders.bare", BENCH_REPLY=str(reply))
    with Reader(bare) as reader:
        return Samples.of([1000 * reader.get(path).seconds for _ in range(WARMING + rounds)][WARMING:])


def cold_ms(server: Server, author: Author, path: str, rounds: int) -> Samples:
    taken = []
    with Reader(server) as reader:
        for _ in range(WARMING + rounds):
            author.touch()
            taken.append(1000 * reader.get(path).seconds)
    return Samples.of(taken[WARMING:])
