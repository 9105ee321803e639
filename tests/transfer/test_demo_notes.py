"""The demo notes are what Lemma shows of itself: every one of them is faultless."""

from __future__ import annotations

from pathlib import Path

import pytest

import notes
from notes.models import Post
from notes.render_cache.posts import load_document
from notes.transfer.load import load_folder
from tests.factories import make_author

DEMO = Path(notes.__file__).parent / "demo"


@pytest.mark.django_db
def test_demo_notes_load_and_render_without_a_problem() -> None:
    report = load_folder(DEMO, make_author())
    assert [(loaded.path.name, loaded.messages) for loaded in report if loaded.messages] == []
    posts = list(Post.objects.for_listing())
    assert len(posts) >= 26
    problems = {post.slug: found for post in posts if (found := load_document(post).problems)}
    assert problems == {}
    assert {post.language for post in posts} == {"en", "zh-hans"}
    assert all(600 <= len(post.body) <= 2_700 for post in posts)
