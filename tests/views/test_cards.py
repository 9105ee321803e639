"""Cards are remembered, and yet show each change at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from notes.models import Post, Series, Tag
from tests.factories import days_ago, make_author, make_post, make_series

pytestmark = pytest.mark.django_db

WORLD_DAY = datetime(2024, 2, 29, 12, tzinfo=UTC)


def update(**values: Any) -> Callable[[], Any]:
    return lambda: Post.objects.update(**values)


def save(**values: Any) -> Callable[[], Any]:
    def change() -> None:
        post = Post.objects.get()
        for name, value in values.items():
            setattr(post, name, value)
        post.save()

    return change


CHANGES: dict[str, tuple[Callable[[], Any], str]] = {
    "title": (update(title="Another title"), "Another title"),
    "text": (save(body="Another beginning."), "Another beginning."),
    "summary": (update(summary="A summary with $s$."), "A summary with"),
    "reading time": (save(body="word " * 2000), " min</span>"),
    "address": (save(slug="another-slug"), 'href="/posts/another-slug/"'),
    "language": (update(language="zh-hans"), 'lang="zh-hans"'),
    "day": (update(published_at=WORLD_DAY), "2024-02-29"),
    "pin": (update(pinned=True), "Pinned"),
    "cover": (update(cover="covers/new.png", cover_width=7, cover_height=9), 'width="7" height="9"'),
    "tag": (lambda: Tag.objects.update(name="Another tag"), "Another tag"),
    "address of a tag": (lambda: Tag.objects.update(slug="another-tag"), 'href="/tags/another-tag/"'),
    "series": (lambda: Series.objects.update(title="Another series"), "Another series"),
    "address of a series": (lambda: Series.objects.update(slug="another-series"), 'href="/series/another-series/"'),
}


@pytest.fixture
def front_page(client: Client) -> Callable[..., str]:
    def ask(**headers: str) -> str:
        return client.get("/", headers=headers).content.decode()

    return ask


@pytest.mark.parametrize("what", CHANGES)
def test_a_card_shows_each_change_at_once(front_page: Callable[..., str], what: str) -> None:
    make_post("A title", body="A beginning.", tags=["A tag"], series=make_series("A series"), published_at=days_ago(9))
    change, shown = CHANGES[what]
    before = [front_page(), front_page()]
    assert before[0] == before[1]
    change()
    after = front_page()
    assert shown in after
    assert after != before[0]


def test_a_card_speaks_the_readers_language(front_page: Callable[..., str]) -> None:
    make_post("A title")
    for _ in range(2):
        assert " min</span>" in front_page()
        assert " 分钟</span>" in front_page(accept_language="zh-hans")


def test_covers_further_down_are_loaded_when_they_come_near(front_page: Callable[..., str]) -> None:
    cover: dict[str, Any] = {"cover": "covers/one.png", "cover_width": 4, "cover_height": 3}
    for days in range(1, 5):
        make_post(f"Note {days}", published_at=days_ago(days), **cover)
    assert [card.count('loading="lazy"') for card in front_page().split("<article")[1:]] == [0, 0, 1, 1]
    # What was the second of all is the third now.
    make_post("Newest", published_at=days_ago(0.5), **cover)
    assert [card.count('loading="lazy"') for card in front_page().split("<article")[1:]] == [0, 0, 1, 1, 1]


def test_time_publishes_what_an_author_saw_as_scheduled(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    author = make_author()
    moment = days_ago(-1)
    make_post("A title", author=author, published_at=moment)
    client.force_login(author)
    assert "Scheduled" in client.get("/").content.decode()
    later = days_ago(-2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "Scheduled" not in client.get("/").content.decode()
