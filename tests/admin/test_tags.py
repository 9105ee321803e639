"""Tags in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from notes.models import Tag
from tests.factories import make_author, make_post, make_superuser, make_tag

pytestmark = pytest.mark.django_db

LIST = reverse("admin:notes_tag_changelist")
ADD = reverse("admin:notes_tag_add")


@pytest.fixture
def author(client: Client) -> User:
    author = make_author()
    client.force_login(author)
    return author


def count(client: Client) -> int:
    [tag] = client.get(LIST).context["cl"].result_list
    number: int = tag.post_count
    return number


def test_counts_leave_out_others_drafts(client: Client, author: User) -> None:
    make_post(tags=("GAN",))
    make_post(tags=("GAN",), published_at=None)
    make_post(tags=("GAN",), published_at=None, author=author)
    assert count(client) == 2
    client.force_login(make_superuser())
    assert count(client) == 3


def test_rows_cost_no_queries(client: Client, author: User, django_assert_num_queries: Any) -> None:
    make_tag()
    with django_assert_num_queries(7):
        client.get(LIST)
    for number in range(9):
        make_post(tags=(f"tag of {number}",))
    with django_assert_num_queries(7):
        client.get(LIST)


def test_found_by_name_and_description(client: Client, author: User) -> None:
    make_tag(name="GAN", description="adversarial")
    make_tag(name="VAE")
    assert [tag.name for tag in client.get(LIST, {"q": "adversarial"}).context["cl"].result_list] == ["GAN"]


@pytest.mark.parametrize("name", ["a, b", "一，二", "一、二"])
def test_a_name_holds_no_comma(client: Client, author: User, name: str) -> None:
    assert "Tag names cannot contain commas" in client.post(ADD, {"name": name}).content.decode()


def test_a_name_is_unique_whatever_its_case(client: Client, author: User) -> None:
    make_tag(name="GAN")
    assert "already" in client.post(ADD, {"name": "gan"}).content.decode()


def test_former_addresses_are_shown(client: Client, author: User) -> None:
    tag = make_tag(name="GAN")
    address = reverse("admin:notes_tag_change", args=[tag.pk])
    client.post(address, {"name": "GAN", "slug": "gans", "description": "", "version": tag.version})
    assert '<div class="readonly">gan</div>' in client.get(address).content.decode()


def test_deletion_names_no_post(client: Client, author: User) -> None:
    make_post(title="A secret title", tags=("GAN",), published_at=None)
    make_post(tags=("GAN",))
    tag = Tag.objects.get()
    address = reverse("admin:notes_tag_delete", args=[tag.pk])
    page = client.get(address).content.decode()
    assert "GAN" in page
    assert "A secret title" not in page
    client.post(address, {"post": "yes"})
    assert not Tag.objects.exists()


def test_taggits_own_page_is_gone(client: Client, author: User) -> None:
    client.force_login(make_superuser())
    assert "/admin/taggit/" not in client.get(reverse("admin:index")).content.decode()
