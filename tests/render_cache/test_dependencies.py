"""Renderings depend on linked notes, the summary and the site's macros, and are always current."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from notes.models import Post
from notes.render_cache.posts import load_document, load_or_render
from tests.factories import days_ago, make_post
from tests.rendered_posts import rendered

pytestmark = pytest.mark.django_db


def test_link_uses_the_current_slug_of_its_target() -> None:
    target = make_post("Target")
    source = make_post("Source", body="See [[target]].")
    target.slug = "goal"
    target.save()
    assert 'href="/posts/goal/"' in load_document(source).html


def test_link_to_a_draft_is_reported_as_missing() -> None:
    make_post("Target", published_at=None)
    source = make_post("Source", body="See [[target]].")
    assert "href" not in load_document(source).html
    assert [problem.kind for problem in load_document(source).problems] == ["missing-note"]


def test_publishing_a_post_activates_links_to_it() -> None:
    target = make_post("Target", published_at=None)
    source = make_post("Source", body="See [[target]].")
    assert "href" not in load_document(source).html
    target.publish()
    target.save()
    assert "href" in load_document(source).html


def test_excerpt_comes_from_the_summary() -> None:
    post = make_post(summary="In short: $x^2$.", body="At length.")
    assert "In short" in rendered(post).card.excerpt_html
    assert "katex" in rendered(post).card.excerpt_html
    assert "At length" in load_document(post).html


def test_loads_any_number_of_renderings_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_post("Target")
    for _ in range(5):
        make_post(body="See [[target]].", summary="Short.")
    load_or_render(list(Post.objects.all()))
    posts = list(Post.objects.with_rendering("card"))
    with django_assert_num_queries(1):
        load_or_render(posts)


def test_site_macros_apply_to_every_post(settings: Settings) -> None:
    settings.MATH_MACROS = ((r"\R", r"\mathbb{R}"),)
    post = make_post(body=r"Let $x \in \R$.")
    assert load_document(post).problems == ()
    assert "ℝ" in load_document(post).plain_text


def test_reference_to_an_equation_of_another_note() -> None:
    make_post("Target", body="$$a\\label{eq:a}$$\n\n$$b\\label{eq:b}$$")
    source = make_post("Source", body="By \\eqref{target:eq:b}.")
    assert load_document(source).problems == ()
    assert ">(2)</a>" in load_document(source).html
    assert 'href="/posts/target/#eq-' in load_document(source).html


def test_two_notes_can_reference_each_other() -> None:
    one = make_post("One", body="$$a\\label{eq:a}$$ and \\eqref{two:eq:b}")
    two = make_post("Two", body="$$b\\label{eq:b}$$ and \\eqref{one:eq:a}")
    for post in (one, two):
        post = Post.objects.get(pk=post.pk)
        assert load_document(post).problems == ()
        assert ">(1)</a>" in load_document(post).html


def test_renumbering_an_equation_updates_references_to_it() -> None:
    target = make_post("Target", body="$$b\\label{eq:b}$$")
    source = make_post("Source", body="By \\eqref{target:eq:b}.")
    assert ">(1)</a>" in load_document(source).html
    target.body = "$$a\\label{eq:a}$$\n\n$$b\\label{eq:b}$$"
    target.save()
    assert ">(2)</a>" in load_document(source).html


def test_link_to_a_missing_heading_is_a_problem() -> None:
    make_post("Target", body="## Part one")
    good, bad = make_post(body="[[target#part-one]]"), make_post(body="[[target#part-two]]")
    assert 'href="/posts/target/#part-one"' in load_document(good).html
    assert [problem.kind for problem in load_document(bad).problems] == ["missing-anchor"]


# What a page says of other notes holds at once, by whatever path they change.


def page_of(post: Post) -> str:
    return rendered(post).html


@pytest.fixture
def pair() -> tuple[Post, Post]:
    """A post, and another that links to it, both rendered."""
    target, source = make_post("Target", body="$$a\\label{eq:a}$$"), make_post("Source", body="See [[target]].")
    assert 'href="/posts/target/"' in page_of(source)
    return target, source


def test_saved_title_updates_links(pair: tuple[Post, Post]) -> None:
    target, source = pair
    target.title = "Another title"
    target.save()
    assert "Another title</a>" in page_of(source)


def test_title_changed_in_bulk_updates_links(pair: tuple[Post, Post]) -> None:
    target, source = pair
    Post.objects.filter(pk=target.pk).update(title="Another title")
    assert "Another title</a>" in page_of(source)


def test_changed_slug_updates_links(pair: tuple[Post, Post]) -> None:
    target, source = pair
    target.slug = "goal"
    target.save()
    assert 'href="/posts/goal/"' in page_of(source)


def test_link_leads_to_the_new_owner_of_a_slug(pair: tuple[Post, Post]) -> None:
    target, source = pair
    target.slug = "goal"
    target.save()
    make_post("Settler", slug="target")
    assert "Settler</a>" in page_of(source)


def test_slug_changed_in_bulk_breaks_links(pair: tuple[Post, Post]) -> None:
    target, source = pair
    Post.objects.filter(pk=target.pk).update(slug="goal")
    assert "href" not in page_of(source)


def test_unpublished_post_is_no_longer_linked(pair: tuple[Post, Post]) -> None:
    target, source = pair
    Post.objects.filter(pk=target.pk).update(published_at=None)
    assert "href" not in page_of(source)


def test_deleted_post_is_no_longer_linked(pair: tuple[Post, Post]) -> None:
    target, source = pair
    Post.objects.filter(pk=target.pk).delete()
    assert "href" not in page_of(source)


def test_new_post_is_linked_by_existing_ones() -> None:
    source = make_post("Source", body="See [[target]].")
    assert "href" not in page_of(source)
    make_post("Target")
    assert 'href="/posts/target/"' in page_of(source)


def test_scheduled_post_is_linked_once_published(monkeypatch: pytest.MonkeyPatch) -> None:
    make_post("Target", published_at=days_ago(-1))
    source = make_post("Source", body="See [[target]].")
    assert "href" not in page_of(source)
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert 'href="/posts/target/"' in page_of(source)


def test_changing_a_site_macro_updates_every_note(settings: Settings) -> None:
    post = make_post(body=r"Let $\V$.")
    settings.MATH_MACROS = ((r"\V", "x"),)
    assert ">x<" in page_of(post)
    settings.MATH_MACROS = ((r"\V", "y"),)
    assert ">y<" in page_of(post)


def test_body_changed_in_bulk_is_rendered_again(pair: tuple[Post, Post]) -> None:
    target, source = pair
    Post.objects.filter(pk=source.pk).update(body="By \\eqref{target:eq:a}.")
    assert ">(1)</a>" in page_of(source)
    Post.objects.filter(pk=target.pk).update(body="$$b$$\n\n$$c\\tag{7}\\label{eq:a}$$")
    assert ">(7)</a>" in page_of(source)


def test_body_changed_by_an_expression_is_rendered_again(pair: tuple[Post, Post]) -> None:
    _target, source = pair
    more = Concat("body", Value(" And *more*."), output_field=TextField())
    Post.objects.filter(pk=source.pk).update(body=more)
    assert "<em>more</em>" in page_of(source)


def test_bulk_created_posts_are_linked_both_ways(pair: tuple[Post, Post]) -> None:
    target, source = pair
    Post.objects.filter(pk=source.pk).update(body="[[one]]")
    one = Post(title="One", slug="one", body="[[two]] [[target]]", author=target.author, published_at=days_ago(1))
    two = Post(title="Two", slug="two", body="[[one]]", author=target.author, published_at=days_ago(1))
    one, two = Post.objects.bulk_create([one, two])
    assert 'href="/posts/one/"' in page_of(source)
    assert 'href="/posts/one/"' in page_of(two)
    assert 'href="/posts/two/"' in page_of(one)
    assert 'href="/posts/target/"' in page_of(one)


def test_post_can_link_to_itself() -> None:
    post = make_post("Self", body="## Part\n\nSee [[self#part]].")
    assert 'href="/posts/self/#part"' in page_of(post)


def test_saving_some_fields_keeps_what_is_derived_from_others(pair: tuple[Post, Post]) -> None:
    _target, source = pair
    source.body = "Without a link."
    source.save(update_fields=["title"])
    assert "href" in page_of(source)
    source.save(update_fields=["body"])
    assert "href" not in page_of(source)


def test_changed_summary_updates_the_excerpt(pair: tuple[Post, Post]) -> None:
    _target, source = pair
    assert "See" in rendered(source).card.excerpt_text
    Post.objects.filter(pk=source.pk).update(summary="In *short*.")
    assert rendered(source).card.excerpt_html == "In <em>short</em>."
