"""Servers that the benchmark starts: each with its log, its processes' costs, and its end."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A server on a port of its own, together with the processes that it has made."""

    name: str
    command: Sequence[str]
    port: int
    environment: Mapping[str, str]
    folder: Path
    log: Path
    ready_path: str = "/"
    seconds_to_first_reply: float = field(default=0.0, init=False)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def launch(self) -> subprocess.Popen[bytes]:
        """Starts without waiting for a reply, as is right for what does not speak HTTP."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self._process

    def start(self) -> Server:
        started = time.monotonic()
        process = self.launch()
        while not self._replies():
            if process.poll() is not None or time.monotonic() - started > PATIENCE_S:
                self.stop()
                raise RuntimeError(f"{self.name} does not start:\n{self.log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.005)
        self.seconds_to_first_reply = time.monotonic() - started
        return self

    def stop(self) -> None:
        """Ends the server and what it has started, by their ids."""
        if self._process is None:
            return
        processes = list(self.processes())
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self._process.wait(10)
        self._process = None

    def processes(self) -> Iterator[int]:
        """The server's processes: the one that was started, and all below it."""
        waiting = [self._process.pid] if self._process else []
        while waiting:
            process = waiting.pop()
            yield process
            waiting += children(process)

    def workers(self) -> list[int]:
        """The processes that were not started by the benchmark itself."""
        return list(self.processes())[1:]

    def cpu_seconds(self) -> float:
        """User and system time of all processes so far, those that have ended included."""
        return sum(map(cpu_seconds, self.processes()))

    def _replies(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_S)
        try:
            connection.request("GET", self.ready_path)
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()


def children(process: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except FileNotFoundError:
        return []


def cpu_seconds(process: int) -> float:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return 0.0
    # Behind the name, which may hold anything: the process' own user and system time, then its ended children's.
    fields = stat.rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS_A_SECOND


def memory_mib(process: int) -> tuple[float, float]:
    """Resident and proportional memory: a page that n processes share counts a part of n in the second."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return sizes["Rss"], sizes["Pss"]
