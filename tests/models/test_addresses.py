"""Slugs: made once from the title, never changed by themselves, remembered for ever."""

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
def test_a_title_in_any_script_makes_words_of_an_address(title: str, slug: str) -> None:
    assert slug_for(title) == slug


def test_a_long_title_is_cut_between_words() -> None:
    slug = slug_for("概率 " * 60)
    assert len(slug) <= MAX_SLUG_LENGTH
    assert set(slug.split("-")) == {"gai", "lv"}


def test_a_slug_comes_from_the_title_once() -> None:
    post = make_post("First title")
    post.title = "Second title"
    post.save()
    assert post.slug == "first-title"


def test_equal_titles_get_numbers() -> None:
    assert [make_post("Same").slug for _ in range(3)] == ["same", "same-2", "same-3"]


def test_a_title_without_words_gets_a_slug_all_the_same() -> None:
    assert make_post("∑").slug == "note"
    assert make_tag("∑").slug == "tag"
    assert make_series("∑").slug == "series"


def test_an_author_may_choose_a_slug_in_any_script() -> None:
    post = make_post("Notes", slug="变分推断")
    post.full_clean()
    assert Post.objects.by_slug("变分推断") == post


@pytest.mark.parametrize("make", [make_post, make_tag, make_series])
def test_a_former_slug_finds_its_owner(make) -> None:  # type: ignore[no-untyped-def]
    thing = make("Before")
    for slug in ("after", "later"):
        thing.slug = slug
        thing.save()
    objects = type(thing).objects
    assert objects.by_slug("before") == objects.by_slug("after") == objects.by_slug("later") == thing
    assert objects.by_slug("never") is None


def test_a_slug_in_use_wins_over_a_former_one() -> None:
    moved = make_post("Moved", slug="place")
    moved.slug = "elsewhere"
    moved.save()
    settler = make_post("Settler", slug="place")
    assert Post.objects.by_slug("place") == settler
    assert Post.objects.by_slug("elsewhere") == moved


def test_a_new_post_does_not_take_a_former_slug_by_itself() -> None:
    post = make_post("Name")
    post.slug = "other"
    post.save()
    assert make_post("Name").slug == "name-2"


def test_a_slug_that_comes_back_is_no_longer_former() -> None:
    post = make_post("Post", slug="one")
    for slug in ("two", "one"):
        post.slug = slug
        post.save()
    assert [former.slug for former in post.slug_redirects.all()] == ["two"]


def test_tags_typed_into_a_post_get_slugs_by_the_same_rule() -> None:
    make_post(tags=["生成模型"])
    assert Tag.objects.get().slug == "sheng-cheng-mo-xing"


def test_tags_differ_by_more_than_case() -> None:
    make_post(tags=["GAN"])
    make_post(tags=["gan"])
    assert Tag.objects.count() == 1
