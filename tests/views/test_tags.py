"""All tags, and a tag's posts."""

from __future__ import annotations

import pytest
from django.test import Client

from notes.models import Tag
from tests.factories import make_author, make_post, make_tag

pytestmark = pytest.mark.django_db


def test_the_index_counts_what_the_reader_may_see(client: Client) -> None:
    author = make_author()
    make_post(tags=["shown"])
    make_post(tags=["shown", "concealed"], author=author, published_at=None)
    make_tag("unused")
    html = client.get("/tags/").content.decode()
    assert "shown" in html
    assert "concealed" not in html
    assert "unused" not in html
    client.force_login(author)
    assert "concealed" in client.get("/tags/").content.decode()


def test_a_tag_shows_its_posts(client: Client) -> None:
    make_post("With", tags=["生成模型"])
    make_post("Without")
    tag = Tag.objects.get()
    tag.description = "About generation."
    tag.save()
    html = client.get(tag.get_absolute_url()).content.decode()
    assert "With" in html
    assert "Without" not in html
    assert "About generation." in html
    assert f"{tag.get_absolute_url()}feed/" in html


def test_a_tag_in_any_script_has_an_address(client: Client) -> None:
    post = make_post()
    post.tags.add(make_tag("模型", slug="模型"))
    assert client.get("/tags/模型/").status_code == 200


def test_a_tag_of_drafts_only_is_not_there_for_the_world(client: Client) -> None:
    make_post(tags=["secret"], published_at=None)
    assert client.get("/tags/secret/").status_code == 404


def test_a_renamed_tag_redirects(client: Client) -> None:
    make_post(tags=["old"])
    tag = Tag.objects.get()
    tag.slug = "new"
    tag.save()
    assert client.get("/tags/old/")["Location"] == "/tags/new/"
