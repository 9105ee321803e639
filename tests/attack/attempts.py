"""Results of attacks, by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attack: `command` repeats it, `achieved` says what it achieved and is empty if it failed."""

    title: str
    command: str
    achieved: str = ""


@dataclass(slots=True)
class Tally:
    """The attempts of one kind and the number of requests they took."""

    kind: str
    requests: int = 0
    tried: int = 0
    seconds: float = 0.0
    succeeded: list[Attempt] = field(default_factory=list)

    def add(self, attempts: Iterable[Attempt]) -> None:
        for attempt in attempts:
            self.tried += 1
            if attempt.achieved:
                self.succeeded.append(attempt)

    def lines(self) -> list[str]:
        return [f"{self.kind}: {won.title}: {won.achieved}\n    {won.command}" for won in self.succeeded]


def table(tallies: Iterable[Tally]) -> str:
    counts = [
        (tally.kind, str(tally.requests), str(tally.tried), str(len(tally.succeeded)), f"{tally.seconds:.0f} s")
        for tally in tallies
    ]
    total = [sum(int(row[column]) for row in counts) for column in (1, 2, 3)]
    rows = [["kind of attack", "requests", "tried", "succeeded", "time"], *counts, ["all", *map(str, total), ""]]
    width = max(len(row[0]) for row in rows)
    return "\n".join(f"  {row[0]:<{width}}  " + "  ".join(f"{cell:>9}" for cell in row[1:]) for row in rows)
