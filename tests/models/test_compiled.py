"""Queries that are compiled once: the same rows as from a query set, for other values and at other times."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, QuerySet, Subquery
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notes.models import Post
from notes.models.compiled import compiled, now
from notes.models.post_queries import PostQuerySet
from tests.factories import days_ago, make_post, make_series

pytestmark = pytest.mark.django_db


@compiled
def titled(title: str) -> PostQuerySet:
    return Post.objects.filter(title=title).select_related("series").defer("body")


@compiled
def among(keys: Sequence[int]) -> QuerySet[Post, Any]:
    return Post.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "title")


@compiled
def between(first: datetime, last: datetime, *, falls: bool = False) -> QuerySet[Post, Any]:
    found = Post.objects.filter(published_at__gte=first, published_at__lt=last)
    return found.order_by("-published_at" if falls else "published_at").values_list("title", flat=True)


@compiled
def published() -> QuerySet[Post, Any]:
    return Post.objects.filter(published_at__lte=now()).order_by("pk").values_list("title", flat=True)


@compiled
def by_author(author: int | None) -> PostQuerySet:
    return Post.objects.readable_by(author).order_by("pk")


def test_each_asking_has_values_of_its_own() -> None:
    series = make_series("A series")
    first, second = make_post("First", series=series), make_post("Second")
    assert titled("First").first() == first
    assert titled("Second").first() == second
    assert titled("Third").first() is None
    assert titled("%s '").first() is None


def test_rows_are_what_the_query_set_gives_related_and_deferred_columns_included() -> None:
    make_post("First", series=make_series("A series"), body="A text.", published_at=days_ago(3))
    (post,) = titled("First")
    assert post.get_deferred_fields() == {"body"}
    with CaptureQueriesContext(connection) as asked:
        assert post.series
        assert post.series.title == "A series"
    assert not asked.captured_queries
    assert post.published_at == Post.objects.get().published_at
    assert post.body == "A text."


def test_sequences_of_any_length_are_values() -> None:
    posts = [make_post(f"Note {number}") for number in range(5)]
    for count in range(6):
        keys = [post.pk for post in posts[:count]]
        assert list(among(keys)) == [(post.pk, post.title) for post in posts[:count]]
        assert list(among(tuple(reversed(keys)))) == list(among(keys))


def test_moments_are_values() -> None:
    for days in (1, 2, 3, 4):
        make_post(f"{days} days ago", published_at=days_ago(days))
    assert list(between(days_ago(3.5), days_ago(1.5))) == ["3 days ago", "2 days ago"]
    assert list(between(days_ago(2.5), days_ago(0.5), falls=True)) == ["1 days ago", "2 days ago"]


def test_the_present_is_that_of_each_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    make_post("Yesterday"), make_post("Tomorrow", published_at=days_ago(-1))
    assert list(published()) == ["Yesterday"]
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert list(published()) == ["Yesterday", "Tomorrow"]


def test_a_question_can_be_asked_again_and_is_answered_anew() -> None:
    question = titled("First")
    assert question.first() is None
    post = make_post("First")
    assert question.first() == post
    assert list(question) == [post]


def test_nobody_is_another_question_than_somebody() -> None:
    post, draft = make_post(), make_post(published_at=None)
    assert list(by_author(None)) == [post]
    assert list(by_author(draft.author_id)) == [post, draft]
    assert list(by_author(post.author_id)) == [post]


def test_a_query_is_built_once_for_all_values() -> None:
    built = []

    @compiled
    def counted(title: str) -> PostQuerySet:
        built.append(title)
        return Post.objects.filter(title=title)

    for number in range(10):
        counted(f"Note {number}").first()
    assert len(built) <= 2
    assert len(set(built)) == 1


def test_one_more_column_comes_in_the_same_statement() -> None:
    post = make_post("First")

    def newest_title(author: int) -> Subquery:
        return Subquery(Post.objects.filter(author=author).order_by("-pk").values("title")[:1])

    with CaptureQueriesContext(connection) as asked:
        (row,) = among([post.pk]).with_column("newest", newest_title, post.author_id)
    assert row == (post.pk, "First", "First")
    assert len(asked) == 1


def test_threads_ask_over_connections_of_their_own() -> None:
    make_post("First")
    list(titled("First"))
    found: list[Any] = []

    def ask() -> None:
        # Another thread does not see what this test's transaction has not committed; its connection must work.
        try:
            found.append(list(titled("First")))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found
    assert [post.title for post in titled("First")] == ["First"]


def clock() -> PostQuerySet:
    return Post.objects.filter(published_at__lte=timezone.now())


def sliced(start: int) -> PostQuerySet:
    return Post.objects.order_by("pk")[start : start + 3]


def prefetched(title: str) -> PostQuerySet:
    return Post.objects.filter(title=title).prefetch_related("tags")


@pytest.mark.parametrize(
    ("build", "values", "complaint"),
    [
        (clock, (), "clock depends on more than its arguments"),
        (sliced, (3,), "sliced makes something else than parameters"),
        (prefetched, ("First",), "prefetched asks for more than one statement"),
    ],
)
def test_a_function_that_cannot_be_compiled_is_refused(
    build: Callable[..., PostQuerySet], values: tuple[Any, ...], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        list(compiled(build)(*values))


def test_years_begin_where_the_site_is() -> None:
    make_post("New year", published_at=datetime(2026, 12, 31, 20, tzinfo=timezone.get_default_timezone()))

    @compiled
    def of_year(*, year: int) -> QuerySet[Post, Any]:
        return Post.objects.filter(published_at__year=year).values_list(F("title"), flat=True)

    assert list(of_year(year=2026)) == ["New year"]
    with override_settings(TIME_ZONE="Asia/Shanghai"):
        assert list(of_year(year=2027)) == ["New year"]
        assert list(of_year(year=2026)) == []
    assert list(of_year(year=2027)) == []
