"""Requests in numbers, by wrk: one thread, 32 connections, a second at a time."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.installed import need
from bench.processes import HOST, Server
from bench.reader import BROWSER
from bench.samples import Samples

CONNECTIONS = 32
ENOUGH_REQUESTS = 1000
LONG_SLICE_S = 4
PATIENCE_S = 20


@dataclass(frozen=True)
class Contender:
    """A page of a server, as one kind of reader asks for it."""

    name: str
    server: Server
    path: str
    headers: Mapping[str, str] = field(default_factory=lambda: BROWSER)

    def cpu_ms(self, seconds: int) -> float:
        """CPU time of the server's own processes for one request, from as many as it answers in this time."""
        before = self.server.cpu_seconds()
        requests = self._requests_answered(seconds)
        return 1000 * (self.server.cpu_seconds() - before) / requests

    def slice_seconds(self) -> int:
        """How long to ask at a time: what wrk leaves unanswered at its end must be little beside what was answered."""
        # What comes first is made, compiled and connected, and may take longer than a second on a busy machine.
        self._requests_answered(LONG_SLICE_S)
        return 1 if self._requests_answered(1) > ENOUGH_REQUESTS else LONG_SLICE_S

    def _requests_answered(self, seconds: int) -> int:
        command = [need("wrk", "wrk"), "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s"]
        # On a busy machine a page may take long: what is asked here is what it costs.
        command += ["--timeout", f"{PATIENCE_S}s"]
        for name, value in self.headers.items():
            command += ["--header", f"{name}: {value}"]
        command.append(f"http://{HOST}:{self.server.port}{self.path}")
        output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=True).stdout
        found = re.search(r"(\d+) requests in", output)
        errors = re.search(r"Non-2xx or 3xx responses: \d+|Socket errors: .*", output)
        if errors or found is None or found[1] == "0":
            raise RuntimeError(f"{self.name} failed under load: {errors[0] if errors else output}")
        return int(found[1])


@dataclass(frozen=True, slots=True)
class Compared:
    """CPU milliseconds a request of one contender, of another, and their ratios, round by round."""

    own: Samples
    other: Samples

    @property
    def ratio(self) -> Samples:
        return self.own.against(self.other)


def compare(pairs: Sequence[tuple[Contender, Contender]], rounds: int) -> list[Compared]:
    """Measures each pair back to back, in turns who comes first, and all pairs in each round."""
    contenders = {id(contender): contender for pair in pairs for contender in pair}
    seconds = {key: contender.slice_seconds() for key, contender in contenders.items()}
    found: list[list[tuple[float, float]]] = [[] for _ in pairs]
    for number in range(rounds):
        for results, (own, other) in zip(found, pairs, strict=True):
            order = (own, other) if number % 2 else (other, own)
            taken = {id(contender): contender.cpu_ms(seconds[id(contender)]) for contender in order}
            results.append((taken[id(own)], taken[id(other)]))
    return [Compared(*(Samples.of(values) for values in zip(*results, strict=True))) for results in found]
