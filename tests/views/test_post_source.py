"""A post's source."""

from __future__ import annotations

import pytest
from django.test import Client

from notes.transfer.front_matter import parse
from tests.factories import make_post

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
