"""The front page."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:  # type: ignore[no-untyped-def]
    return [post.title for post in response.context["page"].object_list]


def test_opens_with_kicker_and_heading(client: Client, settings: Settings) -> None:
    html = client.get("/").content.decode()
    assert "INCOMING TRANSMISSION" in html
    assert "LATEST UPDATES" in html
    settings.SITE_HEADING = "NEUE NOTIZEN"
    assert "NEUE NOTIZEN" in client.get("/").content.decode()


def test_says_so_when_nothing_is_published(client: Client) -> None:
    assert "Nothing has been published here yet." in client.get("/").content.decode()


def test_shows_pinned_posts_first_then_the_newest(client: Client) -> None:
    make_post("Old", published_at=days_ago(3))
    make_post("New", published_at=days_ago(1))
    make_post("Pinned", published_at=days_ago(9), pinned=True)
    assert titles(client.get("/")) == ["Pinned", "New", "Old"]


def test_shows_a_card_with_all_that_belongs_on_it(client: Client) -> None:
    series = make_series("Diffusion")
    make_post("Denoising", body="Noise $x_t$ goes.", tags=["generative"], series=series, series_position=4)
    html = client.get("/").content.decode()
    for part in ("Denoising", 'class="katex"', "/tags/generative/", "/series/diffusion/", "1 min"):
        assert part in html
    assert "$x_t$" not in html.split("<main")[1]


def test_has_twelve_posts_a_page_and_numbered_pages(client: Client) -> None:
    for _ in range(25):
        make_post()
    first = client.get("/")
    assert len(titles(first)) == 12
    assert 'href="/?page=3"' in first.content.decode()
    third = client.get("/?page=3")
    assert len(titles(third)) == 1
    assert 'href="/"' in third.content.decode()


@pytest.mark.parametrize("page", ["abc", "999", "0", "-1", "1.5", "", "９"])
def test_says_which_pages_there_are(client: Client, page: str) -> None:
    for _ in range(13):
        make_post()
    response = client.get("/", {"page": page})
    assert response.status_code == 404
    html = response.content.decode()
    assert f"There is no page “{page}”. This list has pages 1 to 2." in html
    assert 'href="/?page=2"' in html


def test_hides_drafts_from_the_world_and_shows_them_to_their_author(client: Client) -> None:
    author = make_author()
    make_post("Draft", author=author, published_at=None)
    make_post("Scheduled", author=author, published_at=days_ago(-2))
    make_post("Elsewhere", published_at=None)
    assert titles(client.get("/")) == []
    client.force_login(author)
    assert titles(client.get("/")) == ["Draft", "Scheduled"]


def test_cannot_be_changed_by_asking(client: Client) -> None:
    assert client.post("/").status_code == 405
    assert client.head("/").status_code == 200


def test_a_card_tells_no_position_in_a_series(client: Client) -> None:
    # It would count the parts that are not published.
    make_post(series=make_series(), series_position=4711)
    assert "4711" not in client.get("/").content.decode()
