"""Query sets of posts, tags and series: contents, order, and loaded columns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.utils import timezone
from pytest_django import Settings

from notes.models import (
    Link,
    Post,
    PostSlugRedirect,
    Rendering,
    Series,
    SeriesSlugRedirect,
    Tag,
    TaggedPost,
    TagSlugRedirect,
)
from notes.models.tags import load_tags
from notes.slugs import MAX_SLUG_LENGTH, free_slug, truncate
from tests.factories import days_ago, make_author, make_post, make_series, make_superuser, make_tag, make_user
from tests.rendered_posts import rendered

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()


def deferred(posts: Any) -> set[str]:
    return set(posts.get().get_deferred_fields())


class TestPosts:
    @pytest.fixture
    def author(self) -> User:
        return make_author()

    @pytest.fixture
    def posts(self, author: User) -> dict[str, Post]:
        """One post of each kind, the author's own and another's."""
        times = {"draft": None, "scheduled": days_ago(-2), "published": days_ago(2)}
        return {
            f"{whose} {state}": make_post(f"{whose} {state}", author=user, published_at=moment)
            for whose, user in (("own", author), ("other", make_author()))
            for state, moment in times.items()
        }

    def test_visible_to_returns_published_and_own_posts(self, author: User, posts: dict[str, Post]) -> None:
        public = {"own published", "other published"}
        own = {"own draft", "own scheduled"}
        for user, visible, only in (
            (VISITOR, public, set()),
            (make_user(), public, set()),
            (make_superuser(), public, set()),
            (author, public | own, own),
        ):
            assert {post.title for post in Post.objects.visible_to(user)} == visible
            assert {post.title for post in Post.objects.visible_only_to(user)} == only
        assert {post.title for post in Post.objects.published()} == public

    def test_post_is_published_from_its_publication_time_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        moment = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
        post = make_post(published_at=moment)
        for now, is_published in ((moment - timedelta(microseconds=1), False), (moment, True)):
            monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
            assert post.is_published is is_published
            assert post.is_scheduled is not is_published
            for found in (Post.objects.published(), Post.objects.visible_to(VISITOR)):
                assert found.exists() is is_published
            assert Post.objects.visible_only_to(post.author).exists() is not is_published
            assert TaggedPost.objects.visible_to(VISITOR).exists() is False

    def test_scheduled_orders_by_publication_time(self) -> None:
        later, sooner = (make_post(published_at=days_ago(-days)) for days in (3, 1))
        make_post(published_at=None)
        make_post()
        assert list(Post.objects.scheduled(timezone.now())) == [sooner, later]
        assert list(Post.objects.scheduled(sooner.published_at)) == [later]  # type: ignore[arg-type]

    def test_for_listing_orders_drafts_first_then_newest(self) -> None:
        moment = days_ago(1)
        old, first, second, draft = (make_post(published_at=time) for time in (days_ago(3), moment, moment, None))
        assert list(Post.objects.for_listing()) == [draft, second, first, old]

    def test_for_listing_loads_series_author_and_tags_in_two_queries(self, django_assert_num_queries: Any) -> None:
        for _ in range(3):
            make_post(series=make_series(), tags=("a", "b"))
        with django_assert_num_queries(2):
            for post in Post.objects.for_listing():
                shown = [post.series, post.author.username, *post.tags.all()]
                assert len(shown) == 4

    def test_with_rendering_does_not_load_bodies(self) -> None:
        make_post()
        assert "body" in deferred(Post.objects.with_rendering("card"))
        assert "title" not in deferred(Post.objects.with_rendering("card"))

    def test_for_linking_does_not_load_bodies(self) -> None:
        make_post()
        assert deferred(Post.objects.for_linking()) >= {"body", "summary", "cover"}
        assert not deferred(Post.objects.for_linking()) & {"title", "slug", "language", "published_at", "series_id"}

    def test_in_series_order_sorts_by_position_time_and_primary_key(self) -> None:
        series = make_series()
        moment = days_ago(5)
        values = [(2, days_ago(1)), (1, None), (1, days_ago(2)), (1, moment), (1, moment), (0, days_ago(1))]
        posts = [make_post(series=series, series_position=place, published_at=time) for place, time in values]
        assert list(series.posts.in_series_order()) == [posts[number] for number in (5, 3, 4, 2, 1, 0)]

    def test_linked_from_is_latest_first_and_excludes_the_post_itself(self) -> None:
        target = make_post("Target", body="[[target]]")
        first, second = (make_post(body="[[target]]") for _ in range(2))
        assert list(target.linked_from()) == [second, first]


class TestPost:
    def test_str_is_the_title(self) -> None:
        assert str(make_post("A title")) == "A title"

    def test_language_defaults_to_the_sites(self, settings: Settings) -> None:
        settings.LANGUAGE_CODE = "zh-hans"
        assert Post().language == "zh-hans"

    @pytest.mark.parametrize(("hours", "is_updated"), [(23.9, False), (24, True), (-48, False)])
    def test_is_updated_a_day_after_publication(self, hours: float, is_updated: bool) -> None:
        moment = days_ago(9)
        assert make_post(published_at=moment, updated_at=moment + timedelta(hours=hours)).is_updated is is_updated

    def test_draft_has_no_dates(self) -> None:
        draft = make_post(published_at=None)
        assert (draft.is_updated, draft.published_on) == (False, "")

    def test_published_on_uses_the_sites_time_zone(self, settings: Settings) -> None:
        settings.TIME_ZONE = "Asia/Shanghai"
        assert make_post(published_at=datetime(2024, 2, 28, 20, tzinfo=UTC)).published_on == "2024-02-29"

    def test_load_tags_sorts_by_name_in_one_query(self, django_assert_num_queries: Any) -> None:
        posts = [make_post(tags=tags) for tags in (("b", "a"), (), ("b", "c"))]
        with django_assert_num_queries(1):
            tags = load_tags([post.pk for post in posts])
        assert [[tag.name for tag in tags[post.pk]] for post in posts] == [["a", "b"], [], ["b", "c"]]
        assert [tag.name for tag in Post.objects.get(pk=posts[0].pk).tag_list] == ["a", "b"]

    def test_can_be_unpublished_and_published_again(self) -> None:
        post = make_post()
        post.unpublish()
        assert post.published_at is None
        post.publish()
        assert post.is_published

    @pytest.mark.parametrize("name", ["series", "series_id"])
    def test_saving_only_the_series_saves_the_position(self, name: str) -> None:
        series = make_series()
        make_post(series=series, series_position=4)
        post = make_post()
        post.series = series
        post.save(update_fields=[name])
        assert Post.objects.get(pk=post.pk).series_position == 5

    def test_saving_only_the_body_saves_links_and_digest(self) -> None:
        target, post = make_post("Target"), make_post(body="Before")
        before = post.body_digest
        post.body = "[[target]]"
        post.save(update_fields=["body"])
        stored = Post.objects.get(pk=post.pk)
        assert stored.body_digest not in ("", before)
        assert list(target.linked_from()) == [post]

    def test_author_with_posts_cannot_be_deleted(self) -> None:
        post = make_post()
        with pytest.raises(models.ProtectedError):
            post.author.delete()

    def test_deletion_cascades_to_derived_rows_only(self) -> None:
        post = make_post("One", tags=["a"], body="[[two]]", series=make_series())
        make_post("Two", body="[[one]]")
        assert rendered(post).card
        post.slug = "other"
        post.save()
        post.delete()
        link = Link.objects.get()
        assert (link.target_slug, link.target) == ("one", None)
        assert not TaggedPost.objects.exists()
        assert not PostSlugRedirect.objects.exists()
        assert not Rendering.objects.filter(pk=post.pk).exists()
        assert (Tag.objects.count(), Series.objects.count()) == (1, 1)


class TestTags:
    def test_order_by_use_then_name(self) -> None:
        make_post(tags=["often", "b", "a"])
        make_post(tags=["often"])
        make_tag("unused")
        for tags in (Tag.objects.visible_to(VISITOR), Tag.objects.used_by(Post.objects.all())):
            assert [(tag.name, tag.post_count) for tag in tags] == [("often", 2), ("a", 1), ("b", 1)]

    def test_visible_to_includes_own_drafts(self) -> None:
        author = make_author()
        make_post(tags=["own"], author=author, published_at=None)
        make_post(tags=["other"], published_at=None)
        make_post(tags=["later"], published_at=days_ago(-1))
        make_tag("unused")
        assert {tag.name for tag in Tag.objects.visible_to(author)} == {"own"}
        assert {tag.name for tag in Tag.objects.known_to(author)} == {"own", "unused"}
        assert {tag.name for tag in Tag.objects.known_to(VISITOR)} == {"unused"}
        assert {tag.name for tag in Tag.objects.known_to(make_superuser())} == {"own", "other", "later", "unused"}
        assert {use.tag.name for use in TaggedPost.objects.visible_to(author)} == {"own"}

    def test_default_order_is_by_name(self) -> None:
        for name in ("b", "a"):
            make_tag(name)
        assert [tag.name for tag in Tag.objects.all()] == ["a", "b"]

    def test_post_cannot_have_a_tag_twice(self) -> None:
        post = make_post(tags=["a"])
        post.tags.add("a", "A")
        assert [tag.name for tag in post.tags.all()] == ["a"]


class TestSeries:
    def test_order_by_latest_publication_then_title(self) -> None:
        moment = days_ago(2)
        for title, time in (("Old", days_ago(9)), ("B", moment), ("A", moment)):
            make_post(series=make_series(title), published_at=time)
        make_series("Empty")
        found: models.QuerySet[Any] = Series.objects.visible_to(VISITOR)
        assert [(series.title, series.latest_at) for series in found][:2] == [("A", moment), ("B", moment)]
        assert [series.title for series in found] == ["A", "B", "Old"]

    def test_visible_to_includes_own_drafts(self) -> None:
        author = make_author()
        make_post(series=make_series("Own"), author=author, published_at=None)
        make_post(series=make_series("Other"), published_at=None)
        make_post(series=make_series("Later"), published_at=days_ago(-1))
        make_series("Empty")
        assert {series.title for series in Series.objects.visible_to(author)} == {"Own"}
        assert {series.title for series in Series.objects.known_to(author)} == {"Own", "Empty"}
        assert {series.title for series in Series.objects.known_to(VISITOR)} == {"Empty"}
        everything = {series.title for series in Series.objects.known_to(make_superuser())}
        assert everything == {"Own", "Other", "Later", "Empty"}

    def test_default_order_and_str_are_by_title(self) -> None:
        for title in ("B", "A"):
            make_series(title)
        assert [str(series) for series in Series.objects.all()] == ["A", "B"]


class TestSlugs:
    @pytest.mark.parametrize(
        ("make", "former"),
        [(make_post, PostSlugRedirect), (make_tag, TagSlugRedirect), (make_series, SeriesSlugRedirect)],
    )
    def test_redirects_are_deleted_with_their_target(self, make: Any, former: Any) -> None:
        thing = make("Before")
        thing.slug = "after"
        thing.save()
        (row,) = former.objects.all()
        assert (str(row), row.target) == ("before", thing)
        thing.delete()
        assert not former.objects.exists()

    def test_former_slug_redirects_to_its_last_owner(self) -> None:
        first, second = make_post(slug="one"), make_post(slug="two")
        first.slug = "first"
        first.save()
        second.slug = "one"
        second.save()
        second.slug = "second"
        second.save()
        assert Post.objects.by_slug("one") == second

    @pytest.mark.parametrize("slug", ["", "a b", "a/b", "x" * (MAX_SLUG_LENGTH + 1), "a\0b"])
    def test_by_slug_does_not_query_for_invalid_slugs(self, slug: str, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            assert Post.objects.by_slug(slug) is None

    def test_by_slug_finds_a_slug_of_maximum_length(self) -> None:
        post = make_post(slug="x" * MAX_SLUG_LENGTH)
        assert Post.objects.by_slug(post.slug) == post

    def test_clean_generates_a_slug_from_the_title(self) -> None:
        post = Post(title="A title", author=make_user())
        post.clean()
        assert post.slug == "a-title"
        post.title = "Another"
        post.clean()
        assert post.slug == "a-title"

    def test_free_slug_appends_numbers_from_two(self) -> None:
        taken = {"a", "a-2", "a-3"}
        assert free_slug("a", taken.__contains__) == "a-4"
        assert free_slug("b", taken.__contains__) == "b"
        long = "x" * MAX_SLUG_LENGTH
        assert free_slug(long, {long}.__contains__) == "x" * (MAX_SLUG_LENGTH - 2) + "-2"

    @pytest.mark.parametrize(
        ("slug", "length", "shortened"),
        [("one-two", 7, "one-two"), ("one-two", 6, "one"), ("one-two-three", 7, "one-two"), ("onetwo", 3, "one")],
    )
    def test_truncate_cuts_between_words(self, slug: str, length: int, shortened: str) -> None:
        assert truncate(slug, length) == shortened


class TestLinks:
    def test_str_names_source_and_target_slug(self) -> None:
        post = make_post(body="[[one]]")
        assert str(post.outgoing_links.get()) == f"{post.pk} → one"

    def test_ignores_slugs_that_are_too_long(self) -> None:
        post = make_post(body=f"[[{'x' * (MAX_SLUG_LENGTH + 1)}]] [[{'y' * MAX_SLUG_LENGTH}]]")
        assert [link.target_slug for link in post.outgoing_links.all()] == ["y" * MAX_SLUG_LENGTH]

    def test_links_removed_from_the_body_are_deleted(self) -> None:
        post = make_post(body="[[one]] [[two]]")
        post.body = "[[two]] [[three]]"
        post.save()
        assert {link.target_slug for link in post.outgoing_links.all()} == {"two", "three"}

    def test_prefers_a_slug_in_use_to_a_former_one(self) -> None:
        moved = make_post(slug="place")
        moved.slug = "elsewhere"
        moved.save()
        settler = make_post(slug="place")
        assert make_post(body="[[place]]").outgoing_links.get().target == settler
        settler.delete()
        assert make_post(body="[[place]]").outgoing_links.get().target is None
