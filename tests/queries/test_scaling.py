"""A page is as much work for the database on a large site as on a small one."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.queries.large_site import fill
from tests.queries.statements import GROWING, expensive_steps, statements, work

pytestmark = pytest.mark.django_db

# Both make every page full, but for the last of the archive.
SMALL, LARGE = 864, 3456

STEP = 40
WORK_PER_ROW = {"sqlite": 8, "postgresql": 2}
"""Of stepping over a row."""


@pytest.fixture(autouse=True)
def plans_of_a_large_site(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Marks as far apart, for so few posts, as they are for 100,000; and plans as PostgreSQL makes for these."""
    monkeypatch.setattr("notes.listings.listing.MAX_OFFSET", STEP)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for shortcut in ("seqscan", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{shortcut} = off")
            # New files until the test's transaction is over: what earlier tests left in the old ones tilts plans.
            cursor.execute(f"TRUNCATE {', '.join(GROWING)}, notes_tag, notes_series CASCADE")


def pages(count: int) -> dict[str, str]:
    """The public pages of a site of so many posts, by what they are."""
    last, last_of_tag, last_of_series, last_of_archive = (-(-count // each) for each in (12, 24, 36, 100))
    return {
        "front page": "/",
        "front page, the second": "/?page=2",
        "front page, a middle one": f"/?page={last // 2 - 1}",
        "front page, the last": f"/?page={last}",
        "tag": "/tags/common/",
        "tag, a middle page": f"/tags/common/?page={last_of_tag // 2}",
        "tag, the last page": f"/tags/common/?page={last_of_tag}",
        "rare tag": "/tags/rare/",
        "series": "/series/long/",
        "series, a middle page": f"/series/long/?page={last_of_series // 2}",
        "series, the last page": f"/series/long/?page={last_of_series}",
        "archive": "/archive/",
        "archive, a middle page": f"/archive/?page={last_of_archive // 2}",
        "archive, the last page": f"/archive/?page={last_of_archive}",
        "feed": "/feed/",
        "tag's feed": "/tags/common/feed/",
        "series' feed": "/series/long/feed/",
        "tags": "/tags/",
        "all series": "/series/",
        "note": f"/posts/note-{count // 2}/",
        "oldest note, to which all others link": "/posts/note-0/",
        "newest note": f"/posts/note-{count - 1}/",
    }


def test_work_per_page_does_not_grow_with_the_site(client: Client) -> None:
    fill(SMALL)
    before = {name: total_work(client, address) for name, address in pages(SMALL).items()}
    cache.clear()
    fill(LARGE - SMALL, first=SMALL)
    after = {name: total_work(client, address) for name, address in pages(LARGE).items()}
    # Pages have other offsets from their bookmarks.
    slack = STEP * WORK_PER_ROW[connection.vendor]
    grown = {name: (before[name], after[name]) for name in after if after[name] > 1.3 * before[name] + slack}
    assert grown == {}


def test_no_plan_scans_or_sorts_a_growing_table(client: Client) -> None:
    fill(LARGE)
    found = {
        f"{name}: {step}": statement.sql
        for name, address in pages(LARGE).items()
        for statement in statements(client, address)
        for step in expensive_steps(statement)
    }
    assert found == {}


def total_work(client: Client, address: str) -> int:
    return sum(work(statement) for statement in statements(client, address))
