"""Whether anybody is ever sent an old page after a change was committed, while many are reading."""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.extent import Extent
from bench.installed import Missing, create_database, start_redis
from bench.keeper import Keeper
from bench.processes import Server
from bench.report import Section, Verdict
from bench.site import Site
from bench.staleness import LOAD_CONNECTIONS, READERS, Watch
from bench.workshop import Workshop

NEWEST, FIRST_KEY = "note-0", 1


def measure(workshop: Workshop, extent: Extent) -> Section:
    section = Section(("the change comes", "it is read", "changes", "replies", "stale"))
    one = Site(workshop, "one-machine").seed(30, formulas=6, characters=2000)
    each = extent.replies_after_commit
    place = "two workers, SQLite, local memory"
    server = one.serve()
    add(section, "through the admin", place, by_keeper(server), server, each)
    add(section, "from a command", place, by_command(one), server, each)
    server.stop()
    server = one.serve(DJANGO_SETTINGS_MODULE="bench.contenders.site_cache")
    add(section, "from a command", "Django's per-site cache", by_command(one), server, each // 10, control=True)
    server.stop()
    try:
        shared = Site(workshop, "shared", database=create_database(workshop, "shared"), cache=start_redis(workshop))
    except Missing as missing:
        section.remarks.append(str(missing))
        return section
    shared.seed(30, formulas=6, characters=2000)
    replica_a, replica_b = shared.serve("replica-a"), shared.serve("replica-b")
    add(section, "through replica A's admin", "replica B, PostgreSQL, Redis", by_keeper(replica_a), replica_b, each)
    add(section, "from a command", "replica B, PostgreSQL, Redis", by_command(shared), replica_b, each)
    section.remarks.append(
        f"{READERS} readers ask for the changed note and for the list that shows its beginning, while wrk asks for "
        f"both on {LOAD_CONNECTIONS} connections more. A reply is stale if it was asked for after a commit and shows "
        "what was before it. The commit of an admin's change is known when the admin answers, that of a command at "
        "once. Django's own cache shows that the instrument sees what is stale."
    )
    return section


def by_keeper(server: Server) -> Callable[[str], float]:
    keeper = Keeper(server)

    def save(text: str) -> float:
        keeper.save(FIRST_KEY, text)
        return time.time()

    return save


def by_command(site: Site) -> Callable[[str], float]:
    author = site.author()
    return lambda text: author.save(NEWEST, text)


def add(
    section: Section,
    how: str,
    where: str,
    save: Callable[[str], float],
    server: Server,
    replies: int,
    control: bool = False,
) -> None:
    watch = Watch(server, replies)
    watch.run(save)
    stale, seen = watch.stale(), len(watch.seen)
    section.add(how, where, str(len(watch.commits)), f"{seen:,}", f"{stale:,}")
    if not control:
        section.verdicts.append(Verdict(f"stale after a change {how}, {where}", stale, most=0, unit=f"of {seen:,}"))
