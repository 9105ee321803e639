"""The same notes published otherwise: a page's cost in Wagtail and as a file, and what one changed note takes."""

from __future__ import annotations

import json
from pathlib import Path

from bench.extent import FEW_NOTES, Extent
from bench.installed import Missing, start_nginx
from bench.load import Contender, compare
from bench.peers import wagtail
from bench.peers.generators import GENERATORS, Generator
from bench.report import Section
from bench.samples import Samples
from bench.site import Site
from bench.workshop import Failed, Workshop

NOTE = "note-7"
SIZE = {"formulas": 16, "characters": 3200}
BUILDS = 3


def measure(workshop: Workshop, extent: Extent) -> Section:
    site = Site(workshop, "peers").seed(24, **SIZE)
    exported = workshop.folder / "notes.json"
    workshop.inside("export", site.environment(), notes=FEW_NOTES, file=str(exported), **SIZE)
    section = Section(("figure", "median (middle half)"))
    section.remarks.append(f"{FEW_NOTES:,} notes, of 24 different texts with {SIZE['formulas']} formulas each.")
    generators = rebuilds(workshop, section, json.loads(exported.read_text(encoding="utf-8")))
    pages(workshop, section, site, exported, generators, extent.warm_rounds)
    return section


def rebuilds(workshop: Workshop, section: Section, notes: list[dict[str, str]]) -> list[Generator]:
    built = []
    for install in GENERATORS:
        try:
            generator = install(workshop)
            generator.fill(notes)
            generator.build()
        except (Failed, OSError) as failure:
            section.remarks.append(f"{install.__name__.capitalize()} was not measured: {str(failure).splitlines()[0]}")
            continue
        taken = []
        for number in range(BUILDS):
            generator.change(NOTE, f"Change {number}.")
            taken.append(generator.build())
        seconds, cpu = (Samples.of(values) for values in zip(*taken, strict=True))
        section.add(f"{generator.name}: one changed note among {len(notes):,}, s until it is there", seconds.show())
        section.add(f"{generator.name}: the same, s of CPU", cpu.show())
        built.append(generator)
    return built


def pages(
    workshop: Workshop, section: Section, site: Site, exported: Path, generators: list[Generator], rounds: int
) -> None:
    lemma = site.serve()
    warm = Contender("Lemma, the note's page", lemma, f"/posts/{NOTE}/")
    home = Contender("Lemma, the list", lemma, "/")
    pairs = []
    try:
        server = wagtail.start(workshop, exported)
        pairs += [(Contender("Wagtail, the note's page", server, f"/{NOTE}/"), warm)]
        pairs += [(Contender("Wagtail, the list", server, "/"), home)]
    except (Failed, OSError) as failure:
        section.remarks.append(f"Wagtail was not measured: {str(failure).splitlines()[0]}")
    for generator in generators[:1]:
        try:
            nginx = start_nginx(workshop, generator.public)
        except Missing as missing:
            section.remarks.append(str(missing))
        else:
            pairs += [(Contender(f"nginx with {generator.name}'s page", nginx, f"/posts/{NOTE}/"), warm)]
    for (own, other), compared in zip(pairs, compare(pairs, rounds), strict=True):
        section.add(f"{own.name}: CPU, ms a request", compared.own.show(3))
        section.add(f"{own.name}: times {other.name}, warm", compared.ratio.show())
