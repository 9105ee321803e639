"""A least-recently-used cache bounded by the total weight of its values, shared by the threads of a process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """`capacity` is the largest total weight; the unit is up to the caller."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.weight = 0
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> V | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            return entry[0]

    def put(self, key: K, value: V, weight: int) -> None:
        """Store a value; evict the least recently used ones while the total weight exceeds `capacity`."""
        with self._lock:
            if replaced := self._entries.pop(key, None):
                self.weight -= replaced[1]
            self._entries[key] = (value, weight)
            self.weight += weight
            while self.weight > self.capacity:
                _, (_, evicted) = self._entries.popitem(last=False)
                self.weight -= evicted

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.weight = 0
