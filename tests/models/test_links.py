"""A link's target is the post that has, or had, the slug it names."""

from __future__ import annotations

import pytest

from notes.models import Link, Post
from notes.render_cache.posts import render_outdated
from tests.factories import make_post
from tests.rendered_posts import rendered

pytestmark = pytest.mark.django_db


def targets() -> dict[str, str | None]:
    """The slug of each link's target, by the slug that is written."""
    return dict(Link.objects.values_list("target_slug", "target__slug"))


def test_link_resolves_once_its_target_exists() -> None:
    make_post(body="[[one]] [[two]]")
    assert targets() == {"one": None, "two": None}
    make_post("One")
    assert targets() == {"one": "one", "two": None}


def test_link_follows_a_renamed_post_until_another_takes_the_slug() -> None:
    make_post(body="[[one]]")
    post = make_post("One")
    post.slug = "other"
    post.save()
    assert targets() == {"one": "other"}
    make_post("New", slug="one")
    assert targets() == {"one": "one"}


def test_link_is_kept_when_its_target_is_deleted() -> None:
    make_post(body="[[one]]")
    make_post("One").delete()
    assert targets() == {"one": None}


def test_link_has_fragment_if_it_names_a_label_or_heading() -> None:
    post = make_post(body="[[one]] [[two#part]] \\eqref{three:eq}")
    assert dict(post.outgoing_links.values_list("target_slug", "has_fragment")) == {
        "one": False,
        "two": True,
        "three": True,
    }
    post.body = "[[one#part]]"
    post.save()
    assert dict(post.outgoing_links.values_list("target_slug", "has_fragment")) == {"one": True}


def test_rendering_repairs_links_after_raw_sql() -> None:
    make_post("One")
    post = make_post(body="Nothing")
    Post._base_manager.filter(pk=post.pk).update(body="[[one]]")
    assert targets() == {}
    render_outdated([post.pk])
    assert targets() == {"one": "one"}
    assert "href" in rendered(post).html


def test_tagged_posts_repeat_the_publication_time() -> None:
    post = make_post(tags=["a"])
    assert post.tagged_posts.get().published_at == post.published_at
    post.unpublish()
    post.save()
    assert post.tagged_posts.get().published_at is None
    post.publish()
    post.save(update_fields=["published_at"])
    assert post.tagged_posts.get().published_at == post.published_at
    Post.objects.update(published_at=None)
    assert post.tagged_posts.get().published_at is None
