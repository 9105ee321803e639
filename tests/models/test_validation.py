"""Constraints and validators reject what would break a URL or a page, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.urls import resolve

from notes.models import Post, Series, Tag
from notes.models.validation import CONTROL, LINE, NOT_IN_A_SLUG, SLUG
from notes.slugs import MAX_SLUG_LENGTH
from tests.factories import make_author, make_post, make_series, make_tag

pytestmark = pytest.mark.django_db

BAD_SLUGS = [
    "",
    "a/b",
    "/",
    "..",
    "a.b",
    "a?b",
    "a#b",
    "a b",
    "a%2Fb",
    "a\n",
    "\na",
    "a\x07",
    "a\u2028",
    "a\u00a0b",
    "x" * 121,
]
BAD_LINES = ["", " ", "\u3000\u200b", "a\nb", "a\r", "a\tb", "bell \x07", "a\x85b", "a\u2028b", "a\ufffe"]
GOOD_SLUGS = ["a", "-", "_", "变分推断", "Модель-диффузии", "モデル", "ª", "x" * 120, "feed", "admin", "index"]
GOOD_LINES = ["a", "∑", " a ", "变分：“推断” #1?/", "🙂", "𝒩(μ)", "👩‍🔬", "a\u200db", "שלום", "\u2800x"]
BAD_TIMES = [datetime(1, 1, 1, tzinfo=UTC), datetime(1899, 12, 31, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)]

MODELS: list[tuple[Callable[[], Model], str]] = [(make_post, "title"), (make_series, "title"), (make_tag, "name")]


def refused(write: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


@pytest.mark.parametrize("slug", [slug for slug in BAD_SLUGS if len(slug) <= MAX_SLUG_LENGTH])
def test_constraint_rejects_a_slug_that_breaks_a_url(slug: str) -> None:
    for make, _line in MODELS:
        thing = make()
        refused(partial(type(thing)._default_manager.filter(pk=thing.pk).update, slug=slug))
    post = make_post()
    refused(lambda: Post.objects.bulk_create([Post(title="T", slug=slug, author=post.author)]))
    post.slug = slug
    refused(lambda: Post.objects.bulk_update([post], ["slug"]))


@pytest.mark.parametrize("line", BAD_LINES)
def test_constraint_rejects_a_title_that_is_not_one_visible_line(line: str) -> None:
    for make, field in MODELS:
        thing = make()
        refused(partial(type(thing)._default_manager.filter(pk=thing.pk).update, **{field: line}))
    refused(lambda: make_post().tags.add(line or " "))


@pytest.mark.parametrize("field", ["published_at", "created_at", "updated_at"])
@pytest.mark.parametrize("moment", BAD_TIMES)
def test_constraint_rejects_times_that_some_time_zones_cannot_show(field: str, moment: datetime) -> None:
    post = make_post()
    refused(lambda: Post.objects.filter(pk=post.pk).update(**{field: moment}))
    with pytest.raises(ValidationError, match="1900 to 2999"):
        Post(title="T", author=post.author, **{field: moment}).full_clean()


def test_constraint_rejects_a_cover_without_size() -> None:
    post = make_post()
    for size in ({}, {"cover_width": 0, "cover_height": 9}, {"cover_width": 9}):
        refused(lambda: Post.objects.filter(pk=post.pk).update(cover="covers/a.png", **size))  # noqa: B023


@pytest.mark.parametrize("slug", [*BAD_SLUGS[1:], "a，b", "a\ud800"])
def test_validation_rejects_an_invalid_slug(slug: str) -> None:
    author = make_author()
    for thing in (Post(title="T", slug=slug, author=author), Series(title="T", slug=slug), Tag(name="T", slug=slug)):
        with pytest.raises(ValidationError) as caught:
            thing.full_clean()
        assert set(caught.value.message_dict) == {"slug"}


@pytest.mark.parametrize("line", [*BAD_LINES, "a\0b", "a\ud800", "x" * 201])
def test_validation_rejects_an_invalid_title(line: str) -> None:
    author = make_author()
    for field, thing in (
        ("title", Post(title=line, slug="t", author=author)),
        ("title", Series(title=line, slug="t")),
        ("name", Tag(name=line, slug="t")),
    ):
        with pytest.raises(ValidationError) as caught:
            thing.full_clean()
        assert set(caught.value.message_dict) == {field}


def test_validation_reports_the_position_of_a_control_character() -> None:
    with pytest.raises(
        ValidationError, match=re.escape("Character 3 is a line break or another control character (U+0007)")
    ):
        Series(title="ab\x07", slug="t").full_clean()
    with pytest.raises(ValidationError, match=r"Line 2 contains a character that cannot be stored \(U\+0000\)"):
        Post(title="T", body="a\nb\0", author=make_author()).full_clean()


@pytest.mark.parametrize("field", ["summary", "body"])
@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_validation_rejects_text_that_a_database_cannot_store(field: str, character: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Post(title="T", author=make_author(), **{field: f"a{character}"}).full_clean()
    assert set(caught.value.message_dict) == {field}


@pytest.mark.parametrize("slug", GOOD_SLUGS)
def test_slug_in_any_script_is_accepted_and_its_url_resolves(slug: str) -> None:
    for thing in (make_post(slug=slug), make_series(slug=slug), make_tag(slug=slug)):
        thing.full_clean()
        assert resolve(unquote(thing.get_absolute_url())).kwargs == {"slug": slug}


@pytest.mark.parametrize("line", GOOD_LINES)
def test_title_in_any_script_is_accepted(line: str) -> None:
    for thing in (make_post(line), make_series(line), make_tag(line)):
        thing.full_clean()


def test_slugs_accept_every_word_character() -> None:
    wrong = [c for c in map(chr, range(0x110000)) if re.match(rf"[{NOT_IN_A_SLUG}]", c) and re.match(r"[-\w]", c)]
    assert wrong == []


def test_patterns_take_linear_time() -> None:
    assert not re.match(LINE, " " * 500_000)
    assert not re.match(LINE, "a" * 500_000 + "\n")
    assert not re.match(SLUG, "a" * 500_000)
    assert re.search(f"[{CONTROL}]", "\0")


def test_numbered_slug_stays_within_the_maximum_length() -> None:
    title = "x" * 200
    slugs = [make_post(title).slug for _ in range(12)]
    assert len(set(slugs)) == 12
    assert {len(slug) for slug in slugs} == {MAX_SLUG_LENGTH}


def test_tag_name_with_a_separator_is_rejected() -> None:
    with pytest.raises(ValidationError, match="Tag names cannot contain commas"):
        Tag(name="a，b").full_clean()
