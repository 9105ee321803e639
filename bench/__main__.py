"""`python -m bench`: measures Lemma beside others on this machine, prints tables, and writes docs/performance.md."""

from __future__ import annotations

import signal
import sys
import time
import traceback
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import report
from bench.extent import QUICK, USUAL, Extent
from bench.installed import Missing
from bench.parts import change, cold, first_rendering, growth, peers, rendering_anew, replicas, start, warm
from bench.report import Section
from bench.workshop import Workshop, collect_static

PARTS: dict[str, Callable[[Workshop, Extent], Section]] = {
    "warm": warm.measure,
    "cold": cold.measure,
    "first_rendering": first_rendering.measure,
    "growth": growth.measure,
    "replicas": replicas.measure,
    "change": change.measure,
    "rendering_anew": rendering_anew.measure,
    "start": start.measure,
    "peers": peers.measure,
}


def main() -> int:
    # However it ends, servers and databases go with it: an exception unwinds what a signal alone would leave.
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda number, _frame: sys.exit(128 + number))
    options = parse()
    extent = QUICK if options.quick else USUAL
    if options.peers is not None:
        extent = replace(extent, peers=options.peers)
    with TemporaryDirectory(prefix="lemma-bench-static-") as folder:
        static = collect_static(Path(folder))
        sections = {name: run(name, extent, static) for name in options.only or parts(extent)}
    print(f"\n{report.summary(sections)}\n\nMeasured on {report.machine()}; {extent.name} run.")
    if extent is not QUICK and not options.only:
        report.write(sections, extent.name)
    return int(not any(section.rows for section in sections.values()))


def parse() -> Namespace:
    parser = ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two minutes, smaller sites; does not write the document")
    parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}; no document")
    parser.add_argument("--peers", action=BooleanOptionalAction, help="install other sites and measure them too")
    return parser.parse_args()


def parts(extent: Extent) -> list[str]:
    return [name for name in PARTS if name not in extent.left_out and (extent.peers or name != "peers")]


def run(name: str, extent: Extent, static: Path) -> Section:
    """One part in a workshop of its own; what fails is told, and the others go on."""
    started = time.monotonic()
    print(f"\n== {name}", flush=True)
    try:
        with Workshop(static) as workshop:
            section = PARTS[name](workshop, extent)
    except Missing as missing:
        section = Section((), remarks=[f"Not measured: {missing}"])
    except Exception:  # noqa: BLE001, one part must not take the others with it
        traceback.print_exc()
        section = Section((), remarks=["Not measured: it failed on this machine."])
    print(f"{section}\n({time.monotonic() - started:.0f} s)", flush=True)
    return section


if __name__ == "__main__":
    sys.exit(main())
