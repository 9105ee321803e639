"""How soon a started server answers, and what a worker weighs after many requests."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from bench.extent import Extent
from bench.processes import Server, memory_mib
from bench.reader import PLAIN, Reader
from bench.report import Section, Verdict
from bench.samples import Samples
from bench.site import Author, Site
from bench.workshop import Workshop

NOTES = 200
READERS = 4
REQUESTS_A_CHANGE = 250


def measure(workshop: Workshop, extent: Extent) -> Section:
    site = Site(workshop, "start").seed(NOTES, formulas=12, characters=3000)
    section = Section(("figure", "measured"))
    started = start_seconds(site, extent.starts)
    section.add("from starting gunicorn to the first reply, s (middle half)", started.show())
    section.verdicts.append(Verdict("start to first reply", started.median, most=1.5, unit="s"))
    server = site.serve("memory", WEB_CONCURRENCY="1")
    section.add("a worker after its first reply, MiB resident", f"{memory_mib(server.workers()[0])[0]:.0f}")
    ask_many(server, site.author(), extent.requests_for_memory)
    resident, proportional = memory_mib(server.workers()[0])
    many = f"{extent.requests_for_memory:,} requests"
    section.add(f"a worker after {many}, MiB resident", f"{resident:.0f}")
    section.add("of these its own share, MiB proportional", f"{proportional:.0f}")
    section.verdicts.append(Verdict(f"a worker after {many}", resident, most=120, unit="MiB"))
    section.remarks.append(
        f"The requests go round {NOTES} notes and their lists in two encodings, by {READERS} readers, and a note "
        f"changes every {REQUESTS_A_CHANGE} requests: every formula was drawn, and pages were made anew many times."
    )
    return section


def start_seconds(site: Site, starts: int) -> Samples:
    taken = []
    # The first one compiles the modules.
    for _ in range(1 + starts):
        server = site.serve("start", ready="/posts/note-7/")
        taken.append(server.seconds_to_first_reply)
        server.stop()
    return Samples.of(taken[1:])


def ask_many(server: Server, author: Author, requests: int) -> None:
    paths = [f"/posts/note-{number}/" for number in range(NOTES)] + [f"/?page={page}" for page in range(1, 17)]
    paths += ["/", "/archive/", "/tags/", "/tags/attention/", "/feed/"]
    with ThreadPoolExecutor(READERS) as pool:
        for start in range(0, requests, REQUESTS_A_CHANGE):
            author.touch()
            asked = [paths[number % len(paths)] for number in range(start, min(requests, start + REQUESTS_A_CHANGE))]
            list(
                pool.map(ask, [server] * READERS, [asked[number::READERS] for number in range(READERS)], range(READERS))
            )


def ask(server: Server, paths: list[str], number: int) -> None:
    with Reader(server, PLAIN) if number == 0 else Reader(server) as reader:
        for path in paths:
            reader.get(path)
