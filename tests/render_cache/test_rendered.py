"""`post.rendered` holds the columns that the query loaded, and reading another one is an error."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from notes.models import Post
from notes.render_cache.posts import load_or_render
from notes.render_cache.rendered import NotLoadedError
from tests.factories import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def card() -> Post:
    """A post loaded for a list."""
    make_post(body="## Part\n\nText")
    load_or_render(list(Post.objects.all()))
    post = Post.objects.with_rendering("card").get()
    load_or_render([post])
    return post


def test_loaded_columns(card: Post) -> None:
    assert card.rendered.card.excerpt_html == "Text"
    assert not card.rendered.has_failed


@pytest.mark.parametrize("name", ["headings", "html", "feed_html"])
def test_reading_a_column_that_was_not_loaded_raises(card: Post, name: str) -> None:
    with pytest.raises(NotLoadedError, match="with_rendering"):
        getattr(card.rendered, name)


def test_post_that_was_not_passed_to_load_or_render_raises() -> None:
    post = make_post()
    with pytest.raises(RuntimeError, match="load_or_render"):
        post.rendered  # noqa: B018


def test_template_that_reads_a_column_that_was_not_loaded_raises(card: Post) -> None:
    card.tag_list = []
    with pytest.raises(NotLoadedError):
        render_to_string("post_detail.html", {"post": card})
