"""How long a page takes that nobody has asked for since the last change, its notes' rendered form being stored."""

from __future__ import annotations

from bench.contenders.recorded import record
from bench.extent import Extent
from bench.installed import Missing, create_database, start_redis
from bench.load import Contender
from bench.processes import Server
from bench.reader import Reader
from bench.report import Section, Verdict
from bench.samples import Samples
from bench.site import Author, Site
from bench.workshop import Workshop

# The most milliseconds, by page.
PAGES = {
    "note": ("/posts/note-7/", 10.0),
    "list": ("/", 12.0),
    "tag": ("/tags/diffusion/", 12.0),
}
NOTES = 200
# A server's threads each have a connection of their own, for which PostgreSQL plans a statement seven times at most.
WARMING = 40
AGAIN = 4
# A machine that is slow for some seconds must not be slow for one page.
SWEEPS = 4


def measure(workshop: Workshop, extent: Extent) -> Section:
    section = Section(("page", "where", "ms (middle half)", "ms of CPU", "queries", "queries later"))
    section.remarks.append(
        f"A site of {NOTES} notes; before each request a note is changed, so that no page and no count is remembered. "
        "“Later” is when counts are."
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
    bare = bare_server(site, server)
    found: dict[str, list[float]] = {path: [] for path in [*paths, "bare"]}
    for sweep in range(SWEEPS):
        for path in paths:
            site.workshop.inside("vacuum", site.environment())
            found[path] += cold_ms(server, author, path, AGAIN if sweep else WARMING, extent.cold_rounds // SWEEPS)
        with Reader(bare.server) as reader:
            found["bare"] += [1000 * reader.get(bare.path).seconds for _ in range(extent.cold_rounds // SWEEPS)]
    # Last: after seconds of full work a rented machine may be slower for a while.
    bare_cpu = Samples.of([bare.cpu_ms(1) for _ in range(1 + 3)][1:])
    section.add("the note by a bare WSGI function", where, Samples.of(found["bare"]).show(1), bare_cpu.show(2), "", "")
    for page, (path, most) in PAGES.items():
        taken = Samples.of(found[path])
        section.add(page, where, taken.show(1), "", *map(str, queries[path]))
        section.verdicts.append(Verdict(f"cold {page} page, {where}", taken.median, most=most, unit="ms"))


def bare_server(site: Site, server: Server) -> Contender:
    """The least that a server does for a reply: a measure of this machine and of this hour for the others."""
    path, _most = PAGES["note"]
    with Reader(server) as reader:
        reply = record(reader.get(path), site.workshop.new_folder("replies") / "note")
    return Contender("bare", site.serve("bare", "bench.contenders.bare", BENCH_REPLY=str(reply)), path)


def cold_ms(server: Server, author: Author, path: str, warming: int, rounds: int) -> list[float]:
    taken = []
    with Reader(server) as reader:
        for _ in range(warming + rounds):
            author.touch()
            taken.append(1000 * reader.get(path).seconds)
    return taken[warming:]
