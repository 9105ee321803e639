"""A post's source."""

from __future__ import annotations

import pytest
from django.test import Client

from notes.transfer.front_matter import parse
from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db


def test_gives_the_markdown_with_its_head(client: Client) -> None:
    post = make_post("标题: with a colon", slug="标题", body="设 $x_1$ 与 $x_2$", tags=["GAN"])
    response = client.get("/posts/标题.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    note = parse(response.content.decode())
    assert (note.title, note.slug, note.body, note.tags) == (post.title, post.slug, post.body, ("GAN",))


def test_hides_drafts(client: Client) -> None:
    make_post(slug="draft", published_at=None)
    assert client.get("/posts/draft.md").status_code == 404


def test_readers_see_a_position_that_counts_no_hidden_part(client: Client) -> None:
    author, series = make_author(), make_series()
    for _ in range(4):
        make_post(series=series)
        make_post(author=author, series=series, published_at=None)
    make_post(series=series, published_at=days_ago(-1))
    make_post("Last", slug="last", author=author, series=series)
    seen_by_readers = parse(client.get("/posts/last.md").content.decode()).series_position
    client.force_login(make_author())
    seen_by_another = parse(client.get("/posts/last.md").content.decode()).series_position
    client.force_login(author)
    seen_by_its_author = parse(client.get("/posts/last.md").content.decode()).series_position
    assert (seen_by_readers, seen_by_another, seen_by_its_author) == (5, 5, 10)
