"""Rows that were written past the constraints, by SQL or an old release, take no page down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import CheckConstraint
from django.test import Client

from notes.models import Post, Series, Tag
from tests.factories import make_post, make_series, make_superuser, make_tag

pytestmark = pytest.mark.django_db

BAD_SLUGS = ["a/b", "", "..", "a?b#c", "a b\n", "/", "//evil.example", "a\x07", "%2F", "javascript:alert(1)"]
PAGES = ["/", "/feed/", "/sitemap.xml", "/sitemap-posts.xml", "/sitemap-tags.xml", "/sitemap-series.xml", "/tags/"]
PAGES += ["/series/", "/archive/", "/posts/neighbour/", "/posts/neighbour.md", "/tags/t/", "/series/s/"]
PAGES += ["/tags/t/feed/", "/series/s/feed/"]
LISTS = ["/admin/notes/post/", "/admin/notes/tag/", "/admin/notes/series/"]


@pytest.fixture
def unchecked() -> Iterator[None]:
    """Lets writes past the CHECK constraints."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            yield
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
            return
        for model in (Post, Series, Tag):
            for constraint in model._meta.constraints:
                if isinstance(constraint, CheckConstraint):
                    cursor.execute(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {constraint.name}")
        yield


@pytest.mark.parametrize("slug", BAD_SLUGS)
def test_every_page_answers_beside_a_slug_that_breaks_addresses(slug: str, client: Client, unchecked: None) -> None:
    tag, series = make_tag("T"), make_series("S")
    make_post("Neighbour", slug="neighbour", body="[[victim]]", tags=["T", "Bad tag"], series=series)
    post = make_post("Victim", body="[[neighbour]]", tags=["T", "Bad tag"], series=series)
    bad_series = make_series("Bad series")
    make_post("Other", series=bad_series)
    for thing in (post, Tag.objects.get(name="Bad tag"), bad_series):
        type(thing).objects.filter(pk=thing.pk).update(slug=slug)
    assert {path: client.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
    client.force_login(make_superuser())
    assert {path: client.get(path).status_code for path in LISTS} == dict.fromkeys(LISTS, 200)
    assert client.get(f"/admin/notes/post/{post.pk}/change/").status_code == 200
    assert (tag.slug, series.slug) == ("t", "s")


def test_the_log_names_a_slug_that_cannot_be_an_address(
    client: Client, unchecked: None, caplog: pytest.LogCaptureFixture
) -> None:
    Post.objects.filter(pk=make_post().pk).update(slug="log/this")
    with caplog.at_level("WARNING"):
        client.get("/")
    assert "The slug 'log/this' is invalid in a URL" in caplog.text


def test_control_characters_break_neither_feeds_nor_sitemaps_nor_pages(client: Client, unchecked: None) -> None:
    post = make_post("Victim", slug="neighbour", tags=["T"], series=make_series("S"), summary="s \x07 \x1b \uffff")
    Post.objects.filter(pk=post.pk).update(title="A \x07 title\x0b")
    Tag.objects.update(name="t\x07", description="d\x07")
    Series.objects.update(title="s\x07", description="d\x07")
    get_user_model().objects.update(first_name="An\x07n", last_name="\x1b")
    for path in PAGES:
        response = client.get(path)
        assert response.status_code == 200
        if response["Content-Type"].split(";")[0].endswith("xml"):
            ElementTree.fromstring(response.content)
    assert "A  title" in client.get("/feed/").content.decode()


def test_the_migration_mends_rows_that_the_constraints_refuse(unchecked: None) -> None:
    migration = import_module("notes.migrations.0002_refuse_what_breaks_pages")
    make_tag("One two", slug="taken")
    for make in (make_post, make_series, make_tag):
        thing = make("Kept")
        line = "name" if isinstance(thing, Tag) else "title"
        type(thing).objects.filter(pk=thing.pk).update(**{"slug": "a/b c", line: "One\n\x07two"})
        blank = make("Blank")
        type(blank).objects.filter(pk=blank.pk).update(**{"slug": "", line: "\u3000"})
    for values in ({"published_at": datetime(1, 1, 1, tzinfo=UTC)}, {"created_at": datetime(9999, 1, 1, tzinfo=UTC)}):
        Post.objects.filter(pk=make_post("Time").pk).update(**values)
    for cover in ("covers/a-7x5.png", "covers/a.png"):
        Post.objects.filter(pk=make_post("Cover").pk).update(cover=cover, cover_width=None)
    migration.mend_rows(apps, None)
    for model in (Post, Series, Tag):
        for thing in model.objects.all():
            thing.full_clean()
    post = Post.objects.get(slug="ab-c")
    assert post.title == "One two"
    assert sorted(Tag.objects.values_list("name", flat=True))[1].startswith("One two (")
    assert Post.objects.filter(title="Note").exists()
    assert Post.objects.filter(title="Time", published_at=None).count() == 1
    assert set(Post.objects.filter(title="Cover").values_list("cover", "cover_width")) == {
        ("covers/a-7x5.png", 7),
        ("", None),
    }
