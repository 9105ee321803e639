"""How much is measured: a quick look or a full run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extent:
    name: str
    warm_rounds: int
    """Rounds of a second for each contender, each beside a second of the one it is compared with."""
    cold_rounds: int
    many_notes: int
    """The larger of two sites; the smaller one has `FEW_NOTES`."""
    growth_rounds: int
    fresh_processes: int
    replies_after_commit: int
    changes: int
    notes_rendered: int
    starts: int
    requests_for_memory: int
    peers: bool
    left_out: frozenset[str] = frozenset()
    """Parts that say nothing at a small size."""


FEW_NOTES = 1000

QUICK = Extent("quick", 2, 8, 5_000, 4, 3, 400, 4, 100, 2, 1_000, False, frozenset({"growth", "rendering_anew"}))
USUAL = Extent("usual", 9, 40, 100_000, 30, 25, 10_000, 20, 1_000, 7, 10_000, True)
