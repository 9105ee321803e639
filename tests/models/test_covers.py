"""A cover's size comes from its stored name, without opening the file."""

from __future__ import annotations

import pytest
from django.test import Client

from notes.models import Post
from tests.admin.forms import change_url, fields_of
from tests.factories import make_author, make_post
from tests.views.test_damaged_rows import unchecked

__all__ = ["unchecked"]

pytestmark = pytest.mark.django_db


def test_cover_size_comes_from_the_file_name() -> None:
    post = make_post(cover="covers/0123456789abcdef-1200x630.svg")
    assert (post.cover_width, post.cover_height) == (1200, 630)
    post.cover = ""
    post.save()
    assert (post.cover_width, post.cover_height) == (None, None)


def test_editing_a_note_keeps_the_size_of_its_svg_cover(client: Client) -> None:
    author = make_author()
    post = make_post(author=author, cover="covers/0123456789abcdef-1200x630.svg")
    client.force_login(author)
    assert client.post(change_url(post), fields_of(post, title="Edited")).status_code == 302
    post = Post.objects.get()
    assert (post.title, post.cover_width, post.cover_height) == ("Edited", 1200, 630)


@pytest.mark.parametrize("name", ["covers/gone.png", "../../etc/passwd", "covers/0x0.png", "covers/a-0x9.png"])
def test_cover_without_size_and_file_does_not_break_pages(name: str, client: Client, unchecked: None) -> None:
    post = make_post()
    Post.objects.filter(pk=post.pk).update(cover=name)
    for path in ("/", post.get_absolute_url(), "/feed/", f"{post.get_absolute_url()[:-1]}.md"):
        assert client.get(path).status_code == 200
