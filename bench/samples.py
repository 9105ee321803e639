"""What several rounds of one measurement say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Samples:
    """At least one value; the spread is the middle half of them."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Sequence[float]) -> Samples:
        if not values:
            raise ValueError("nothing was measured")
        return cls(tuple(values))

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        if len(self.values) < 3:
            return min(self.values), max(self.values)
        low, _middle, high = quantiles(self.values, n=4, method="inclusive")
        return low, high

    def against(self, others: Samples) -> Samples:
        """Ratios round by round: what slowed the machine for a while slowed both."""
        return Samples(tuple(own / other for own, other in zip(self.values, others.values, strict=True)))

    def show(self, digits: int = 2) -> str:
        low, high = self.spread
        return f"{self.median:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"
