"""Slugs are generated once from the title, and former slugs redirect."""

from __future__ import annotations

import pytest

from notes.models import Post, Tag
from notes.slugs import MAX_SLUG_LENGTH, slug_for
from tests.factories import make_post, make_series, make_tag

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("VQ-VAE in five minutes", "vq-vae-in-five-minutes"),
        ("变分自编码器", "bian-fen-zi-bian-ma-qi"),
        ("银行与重复", "yin-hang-yu-chong-fu"),
        ("VQ-VAE：离散表示", "vq-vae-li-san-biao-shi"),
        ("ＤＤＰＭ　入门", "ddpm-ru-men"),
        ("Модель диффузии", "модель-диффузии"),
        ("拡散モデル", "kuo-san-モデル"),
        ("∑∏!", ""),
    ],
)
def test_slug_from_a_title_in_any_script(title: str, slug: str) -> None:
    assert slug_for(title) == slug


def test_long_slug_is_truncated_between_words() -> None:
    slug = slug_for("概率 " * 60)
    assert len(slug) <= MAX_SLUG_LENGTH
    assert set(slug.split("-")) == {"gai", "lv"}


def test_slug_does_not_follow_the_title() -> None:
    post = make_post("First title")
    post.title = "Second title"
    post.save()
    assert post.slug == "first-title"


def test_equal_titles_get_numbered_slugs() -> None:
    assert [make_post("Same").slug for _ in range(3)] == ["same", "same-2", "same-3"]


def test_title_without_words_gets_a_fallback_slug() -> None:
    assert make_post("∑").slug == "note"
    assert make_tag("∑").slug == "tag"
    assert make_series("∑").slug == "series"


def test_accepts_a_slug_in_any_script() -> None:
    post = make_post("Notes", slug="变分推断")
    post.full_clean()
    assert Post.objects.by_slug("变分推断") == post


@pytest.mark.parametrize("make", [make_post, make_tag, make_series])
def test_former_slugs_find_their_owner(make) -> None:  # type: ignore[no-untyped-def]
    thing = make("Before")
    for slug in ("after", "later"):
        thing.slug = slug
        thing.save()
    objects = type(thing).objects
    assert objects.by_slug("before") == objects.by_slug("after") == objects.by_slug("later") == thing
    assert objects.by_slug("never") is None


def test_slug_in_use_takes_precedence_over_a_former_one() -> None:
    moved = make_post("Moved", slug="place")
    moved.slug = "elsewhere"
    moved.save()
    settler = make_post("Settler", slug="place")
    assert Post.objects.by_slug("place") == settler
    assert Post.objects.by_slug("elsewhere") == moved


def test_generated_slug_does_not_take_a_former_slug() -> None:
    post = make_post("Name")
    post.slug = "other"
    post.save()
    assert make_post("Name").slug == "name-2"


def test_slug_taken_back_is_no_longer_a_redirect() -> None:
    post = make_post("Post", slug="one")
    for slug in ("two", "one"):
        post.slug = slug
        post.save()
    assert [former.slug for former in post.slug_redirects.all()] == ["two"]


def test_tags_created_with_a_post_get_slugs() -> None:
    make_post(tags=["生成模型"])
    assert Tag.objects.get().slug == "sheng-cheng-mo-xing"


def test_tag_names_are_case_insensitive() -> None:
    make_post(tags=["GAN"])
    make_post(tags=["gan"])
    assert Tag.objects.count() == 1
