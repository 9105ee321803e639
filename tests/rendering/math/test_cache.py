"""The memory of what has been drawn."""

from __future__ import annotations

import pytest

from notes.bounded_cache import Cache
from notes.rendering.math.katex import batches
from tests.rendering.math.formulas import jobs_asked_for, note


def test_forgets_what_was_longest_unused() -> None:
    cache: Cache[str, int] = Cache(3)
    for key in "abc":
        cache.put(key, ord(key), 1)
    cache.get("a")
    cache.put("d", 1, 1)
    assert [cache.get(key) is None for key in "abcd"] == [False, True, False, False]


def test_counts_weights() -> None:
    cache: Cache[str, int] = Cache(10)
    cache.put("a", 1, 6)
    cache.put("a", 2, 4)
    cache.put("b", 3, 6)
    assert (cache.weight, len(cache), cache.get("a")) == (10, 2, 2)
    cache.put("too heavy", 4, 11)
    assert (cache.weight, len(cache)) == (0, 0)


def test_draws_one_when_one_is_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    formulas = [rf"\text{{edited}}_{{{number}}}" for number in range(30)]
    note(*formulas)
    asked = jobs_asked_for(monkeypatch)
    note(*formulas[:7], r"\text{edited}_{new}", *formulas[8:])
    assert asked == [r"\text{edited}_{new}"]


def test_remembers_what_is_broken() -> None:
    note(r"\unknownforgood")
    pictures = batches._pictures
    before = len(pictures)
    note(r"\unknownforgood")
    assert len(pictures) == before
