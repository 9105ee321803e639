"""The LRU cache bounded by weight."""

from __future__ import annotations

from notes.bounded_cache import BoundedCache


def test_evicts_the_least_recently_used_entry() -> None:
    cache: BoundedCache[str, int] = BoundedCache(3)
    for key in "abc":
        cache.put(key, ord(key), 1)
    cache.get("a")
    cache.put("d", 1, 1)
    assert [cache.get(key) is None for key in "abcd"] == [False, True, False, False]


def test_total_weight_never_exceeds_the_capacity() -> None:
    cache: BoundedCache[str, int] = BoundedCache(10)
    cache.put("a", 1, 6)
    cache.put("a", 2, 4)
    cache.put("b", 3, 6)
    assert (cache.weight, len(cache), cache.get("a")) == (10, 2, 2)
    cache.put("too heavy", 4, 11)
    assert (cache.weight, len(cache)) == (0, 0)
