"""Readers who watch a page while it is being changed, and count what they are sent that was no longer so."""

from __future__ import annotations

import re
import subprocess
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from bench.installed import need
from bench.processes import HOST, Server
from bench.reader import PLAIN, Reader
from bench.site import HOST_NAME

# The list shows the newest note's beginning.
PATHS = ("/posts/note-0/", "/")
VERSION = re.compile(rb"Version (\d+)\.")
READERS = 3
LOAD_CONNECTIONS = 8
LONGEST_S = 240
CALM_S = 0.05
"""Between two changes: time for pages to be remembered again, since only then can they be old ones."""


@dataclass
class Watch:
    """Readers of one server, and what they saw while somebody was changing a note."""

    server: Server
    wanted: int
    commits: list[float] = field(default_factory=list)
    """When each version was committed, from version 0 on."""
    seen: list[tuple[float, int]] = field(default_factory=list)
    """When each reply was asked for, and the version that it showed; -1 for none."""
    faults: list[Exception] = field(default_factory=list)

    def run(self, save: Callable[[str], float]) -> None:
        self.commits.append(save("Version 0."))
        readers = [Thread(target=self._read, args=(PATHS[number % len(PATHS)],)) for number in range(READERS)]
        deadline = time.monotonic() + LONGEST_S
        with under_load(self.server):
            for reader in readers:
                reader.start()
            while len(self.seen) < self.wanted and not self.faults and time.monotonic() < deadline:
                self.commits.append(save(f"Version {len(self.commits)}."))
                time.sleep(CALM_S)
            self.wanted = 0
            for reader in readers:
                reader.join()
        if self.faults:
            raise self.faults[0]

    def _read(self, path: str) -> None:
        try:
            with Reader(self.server, PLAIN) as reader:
                while len(self.seen) < self.wanted:
                    asked_at = time.time()
                    found = VERSION.search(reader.get(path).body)
                    self.seen.append((asked_at, int(found[1]) if found else -1))
        except Exception as fault:  # noqa: BLE001, a thread's fault must reach the one who waits
            self.faults.append(fault)

    def stale(self) -> int:
        """Replies older than the last commit before they were asked for."""
        return sum(version < bisect_left(self.commits, asked_at) - 1 for asked_at, version in self.seen)


@contextmanager
def under_load(server: Server) -> Iterator[None]:
    wrk = need("wrk", "wrk")
    command = [wrk, "-t1", f"-c{LOAD_CONNECTIONS // len(PATHS)}", f"-d{LONGEST_S}s", "-H", f"Host: {HOST_NAME}"]
    running = [
        subprocess.Popen([*command, f"http://{HOST}:{server.port}{path}"], stdout=subprocess.DEVNULL) for path in PATHS
    ]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
            process.wait(10)
