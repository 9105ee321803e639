"""All series, and a series' posts in order."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db


def test_the_index_shows_each_series_with_its_first_posts(client: Client) -> None:
    flows = make_series("Flows", description="From noise to data.")
    make_post("Second", series=flows, series_position=2)
    make_post("First", series=flows, series_position=1)
    make_post("Hidden", series=flows, series_position=3, published_at=None)
    make_series("Empty")
    response = client.get("/series/")
    (series,) = response.context["page"]
    assert [post.title for post in series.first_posts] == ["First", "Second"]
    assert series.post_count == 2
    assert "Empty" not in response.content.decode()


def test_scheduled_posts_do_not_order_the_index(client: Client) -> None:
    newer, older = make_series("Newer"), make_series("Older")
    make_post(series=newer, published_at=days_ago(1))
    make_post(series=older, published_at=days_ago(9))
    make_post(series=older, published_at=days_ago(-9))
    page = client.get("/series/").context["page"]
    assert [(series.title, series.post_count) for series in page] == [("Newer", 1), ("Older", 1)]


def test_the_index_shortens_a_long_series(client: Client) -> None:
    series = make_series()
    for position in range(1, 12):
        make_post(series=series, series_position=position)
    response = client.get("/series/")
    assert len(response.context["page"][0].first_posts) == 8
    assert "View all" in response.content.decode()


def test_the_index_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.views.series.SERIES_PER_PAGE", 2)
    for number in range(1, 6):
        make_post(series=make_series(f"Series {number}"), published_at=days_ago(number))
    assert [series.title for series in client.get("/series/?page=2").context["page"]] == ["Series 3", "Series 4"]
    assert client.get("/series/?page=4").status_code == 404


def test_a_series_shows_its_posts_in_order(client: Client) -> None:
    series = make_series("流模型", slug="流模型")
    make_post("Second", series=series, series_position=2, published_at=days_ago(9))
    make_post("First", series=series, series_position=1, published_at=days_ago(1))
    response = client.get("/series/流模型/")
    assert [post.title for post in response.context["page"].object_list] == ["First", "Second"]


def test_a_series_of_drafts_is_for_its_author_alone(client: Client) -> None:
    author = make_author()
    series = make_series("Secret")
    make_post(series=series, author=author, published_at=None)
    assert client.get("/series/secret/").status_code == 404
    client.force_login(author)
    assert client.get("/series/secret/").status_code == 200


def test_a_renamed_series_redirects(client: Client) -> None:
    series = make_series("Old")
    make_post(series=series)
    series.slug = "new"
    series.save()
    assert client.get("/series/old/")["Location"] == "/series/new/"
