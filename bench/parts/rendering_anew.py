"""Whether a second core is put to use when all notes are rendered anew, as after an upgrade."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bench.extent import Extent
from bench.installed import Missing, need
from bench.report import Section, Verdict
from bench.samples import Samples
from bench.site import Site
from bench.workshop import Workshop

LEAST = 1.8
SIZE = {"formulas": 12, "characters": 3000}
ROUNDS = 3


def measure(workshop: Workshop, extent: Extent) -> Section:
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise Missing("this machine has one core.")
    site = Site(workshop, "anew").seed(extent.notes_rendered, **SIZE)
    one, two, control = [], [], []
    for _ in range(ROUNDS):
        one.append(seconds_on(site, cores[:1]))
        two.append(seconds_on(site, cores[:2]))
        control.append(scaling_of_two_processes(site))
    section = Section(("figure", "measured (middle half)"))
    ratio = Samples.of(one).against(Samples.of(two))
    section.add("one core, s", Samples.of(one).show(1))
    section.add("two cores, s", Samples.of(two).show(1))
    section.add("times as fast on two cores", ratio.show())
    section.add("times as fast two processes that share nothing", Samples.of(control).show())
    section.verdicts.append(Verdict("all notes rendered anew, two cores against one", ratio.median, least=LEAST))
    section.remarks.append(
        f"{extent.notes_rendered:,} notes with {SIZE['formulas']} formulas each, no two alike, on SQLite. The last row "
        "is what this machine's two cores give at best: two processes that each render a half and store nothing."
    )
    return section


def seconds_on(site: Site, cores: list[int]) -> float:
    """Renders every note anew on these cores, a process on each."""
    command = [need("taskset", "util-linux"), "--cpu-list", ",".join(map(str, cores)), sys.executable, "manage.py"]
    started = time.monotonic()
    site.workshop.run([*command, "render_notes", "--anew", "--processes", str(len(cores))], site.environment())
    return time.monotonic() - started


def scaling_of_two_processes(site: Site, notes: int = 100) -> float:
    def seconds(numbers: tuple[int, int]) -> float:
        first, last = numbers
        return float(site.workshop.inside("render_some", site.environment(), first=first, last=last, **SIZE))

    alone = seconds((0, notes))
    with ThreadPoolExecutor(2) as pool:
        together = max(pool.map(seconds, [(0, notes // 2), (notes // 2, notes)]))
    return alone / together
