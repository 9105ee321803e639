"""The archive by year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.factories import make_author, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_years() -> None:
    for year, count in ((2023, 1), (2024, 2), (2025, 3)):
        for month in range(1, count + 1):
            make_post(f"Note {year}-{month}", published_at=datetime(year, month, 5, tzinfo=UTC))
    make_post("Hidden", published_at=None)


@pytest.mark.usefixtures("three_years")
def test_lists_every_title_by_year(client: Client) -> None:
    response = client.get("/archive/")
    assert response.context["years"] == {2025: 3, 2024: 2, 2023: 1}
    assert [post.title for post in response.context["page"].object_list][:2] == ["Note 2025-3", "Note 2025-2"]
    assert "Hidden" not in response.content.decode()


@pytest.mark.usefixtures("three_years")
def test_shows_one_year(client: Client) -> None:
    response = client.get("/archive/?year=2024")
    assert [post.title for post in response.context["page"].object_list] == ["Note 2024-2", "Note 2024-1"]


@pytest.mark.usefixtures("three_years")
def test_scheduled_posts_are_not_counted(client: Client) -> None:
    scheduled = make_post("Scheduled", published_at=timezone.now() + timedelta(days=800))
    response = client.get("/archive/")
    assert response.context["years"] == {2025: 3, 2024: 2, 2023: 1}
    assert client.get(f"/archive/?year={scheduled.published_on[:4]}").status_code == 404


def test_a_year_begins_when_it_begins_here(client: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    make_post(published_at=datetime(2024, 12, 31, 20, tzinfo=UTC))
    response = client.get("/archive/")
    assert response.context["years"] == {2025: 1}
    assert '<h2 class="archive-year-heading">2025</h2>' in response.content.decode()
    assert ">01-01</time>" in response.content.decode()


@pytest.mark.parametrize("year", ["1999", "abc", "99999999999999999999", "２０２４"])
@pytest.mark.usefixtures("three_years")
def test_says_so_when_a_year_has_no_posts(client: Client, year: str) -> None:
    response = client.get("/archive/", {"year": year})
    assert response.status_code == 404
    assert f"No notes from “{year}”." in response.content.decode()


def test_shows_authors_their_drafts(client: Client) -> None:
    author = make_author()
    make_post("Mine", author=author, published_at=None)
    client.force_login(author)
    assert "Mine" in client.get("/archive/").content.decode()
