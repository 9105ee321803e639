"""What a reader can do at an address without a page, and how pages may be asked for at all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_author, make_post

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/posts/note/", "/posts/note.md", "/tags/", "/tags/gan/", "/series/", "/archive/", "/robots.txt", "/healthz",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_pages_answer_get_and_head_alone(client: Client, address: str) -> None:
    make_post("Note", tags=["GAN"])
    assert client.get(address).status_code == 200
    assert client.head(address).status_code == 200
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(address).status_code == 405, method


@pytest.mark.parametrize("name", ["editor_frame", "editor_tags"])
def test_the_editors_pages_answer_get_alone(client: Client, name: str) -> None:
    client.force_login(make_author())
    assert client.get(reverse(name)).status_code == 200
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.parametrize("address", ["/healthz", *map(reverse, ("editor_frame", "editor_tags", "editor_preview"))])
def test_what_is_for_one_reader_or_one_moment_is_kept_nowhere(client: Client, address: str) -> None:
    client.force_login(make_author())
    response = client.post(address, {"content": ""}) if "preview" in address else client.get(address)
    assert "no-store" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/posts/none/", "This note does not exist. It may have been removed, or the address may be mistyped."),
        ("/tags/none/", "This tag does not exist, or it has no published notes."),
        ("/series/none/", "This series does not exist, or it has no published notes."),
        ("/tags/none/feed/", "This tag does not exist, or it has no published notes."),
        ("/series/none/feed/", "This series does not exist, or it has no published notes."),
        ("/posts/none.md", "This page does not exist."),
        ("/none", "This page does not exist."),
    ],
)
def test_says_what_is_not_there(client: Client, address: str, message: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert message in response.content.decode()


def test_a_missing_page_of_a_list_leads_to_its_first_and_last(client: Client) -> None:
    for _ in range(25):
        make_post(tags=["GAN"])
    html = client.get("/tags/gan/?page=4").content.decode()
    assert '<a href="/tags/gan/">First page</a>' in html
    assert '<a href="/tags/gan/?page=3">Last page</a>' in html


def test_a_missing_year_leads_to_the_whole_archive(client: Client) -> None:
    assert '<a href="/archive/">Full archive</a>' in client.get("/archive/?year=1999").content.decode()


@pytest.mark.parametrize("address", ["/?page={}", "/archive/?year={}"])
def test_shows_no_more_than_forty_characters_of_what_was_asked_for(client: Client, address: str) -> None:
    html = client.get(address.format("9" * 5 + "x" * 100)).content.decode()
    assert f"“{'9' * 5}{'x' * 35}”" in html


@pytest.mark.parametrize("slug", ["a" * 200, "a b", "a%00b", "%F0%9F%98%80", "a.b", "-" * 101])
@pytest.mark.parametrize("place", ["/posts/{}/", "/posts/{}.md", "/tags/{}/", "/series/{}/feed/"])
def test_no_spelling_of_an_address_is_an_error(client: Client, place: str, slug: str) -> None:
    # U+0000 is refused before it reaches a view: no database stores it.
    assert client.get(place.format(slug)).status_code == (400 if "%00" in slug else 404)
