"""Values memoized per content version, and how long they are valid."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notes import content_version
from notes.models import Post
from tests.factories import days_ago, make_post

pytestmark = pytest.mark.django_db

numbers = count(1)


class Clock:
    """The time as the site sees it, set by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture(autouse=True)
def quiet_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    """A constant content version: within a test's transaction it is unknown."""
    token = f"version-{next(numbers)}"
    cache.clear()
    monkeypatch.setattr("notes.content_version.get", lambda: token)


def titles(fetch: content_version.Fetch) -> list[str]:
    return [title for (title,) in fetch(Post.objects.published().order_by("title").values_list("title"))]


def test_computes_a_value_once_per_version(monkeypatch: pytest.MonkeyPatch) -> None:
    make_post("First")
    assert content_version.memoize("titles", titles) == ["First"]
    make_post("Second")
    assert content_version.memoize("titles", titles) == ["First"]
    monkeypatch.setattr("notes.content_version.get", lambda: "the-next-version")
    assert content_version.memoize("titles", titles) == ["First", "Second"]


def test_caches_nothing_while_the_version_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.content_version.get", lambda: None)
    make_post("First")
    assert content_version.memoize("titles", titles) == ["First"]
    make_post("Second")
    assert content_version.memoize("titles", titles) == ["First", "Second"]


def test_values_expire_when_a_scheduled_post_is_published(clock: Clock) -> None:
    make_post("Now")
    make_post("Soon", published_at=clock.now + timedelta(minutes=10))
    make_post("Later", published_at=clock.now + timedelta(minutes=20))
    assert content_version.memoize("titles", titles) == ["Now"]
    clock.pass_by(minutes=9)
    assert content_version.memoize("others", titles) == ["Now"]
    clock.pass_by(minutes=2)
    with content_version.track_validity(content_version.get()) as validity:
        assert validity.until == clock.now + timedelta(minutes=9)
        # What a cache drops by its own clock is not to be seen here: another name asks anew.
        assert content_version.memoize("titles-after-that", titles) == ["Now", "Soon"]


def test_a_post_published_during_rendering_ends_the_validity(clock: Clock) -> None:
    make_post("Soon", published_at=clock.now + timedelta(seconds=1))
    with content_version.track_validity(content_version.get()) as validity:
        assert content_version.memoize("titles", titles) == []
        clock.pass_by(seconds=2)
        assert validity.until < clock.now
    # Nor is that end believed by who begins after it.
    with content_version.track_validity(content_version.get()) as validity:
        assert validity.until > clock.now


def test_ignores_a_cached_validity_that_began_later(clock: Clock) -> None:
    make_post("Soon", published_at=clock.now + timedelta(seconds=1))
    make_post("Later", published_at=clock.now + timedelta(seconds=9))
    with content_version.track_validity(content_version.get()) as early:
        soon = clock.now + timedelta(seconds=1)
        clock.pass_by(seconds=2)
        with content_version.track_validity(content_version.get()) as late:
            assert late.until > clock.now
        assert early.until == soon


def test_values_expire_after_a_day_at_the_latest(clock: Clock) -> None:
    make_post("Next week", published_at=clock.now + timedelta(days=7))
    with content_version.track_validity(content_version.get()) as validity:
        assert validity.until == clock.now + timedelta(days=1)


def test_reads_the_validity_once_within_another_query() -> None:
    make_post("First", published_at=days_ago(2))
    with content_version.track_validity(content_version.get()) as validity, CaptureQueriesContext(connection) as asked:
        content_version.memoize("titles", titles)
        content_version.memoize("more-titles", titles)
        assert validity.until
    assert len(asked) == 2
    with content_version.track_validity(content_version.get()) as validity, CaptureQueriesContext(connection) as asked:
        assert validity.until
    assert len(asked) == 0


@pytest.mark.parametrize(
    "foreign",
    [
        None,
        1,
        "text",
        {},
        ["a", "b"],
        [None, None],
        ["2026-01-01"] * 3,
        ["2026-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"],
        ["2026-01-01"] * 2,
    ],
)
def test_ignores_damaged_entries(foreign: Any) -> None:
    for name in ("validity", "titles"):
        cache.set(f"content:{content_version.get()}:{name}", foreign)
    make_post("First")
    assert content_version.memoize("titles", titles) == ["First"]
    with content_version.track_validity(content_version.get()) as validity:
        assert validity.until <= timezone.now() + timedelta(days=1)
