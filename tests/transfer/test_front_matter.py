"""A post as a text file, and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from notes.models.tags import SEPARATOR
from notes.models.validation import validate_line, validate_text
from notes.transfer.front_matter import BadFrontMatter, dump, parse
from notes.transfer.visibility import HIDING_TAGS
from tests.factories import make_post, make_series


def test_reads_what_the_head_says() -> None:
    note = parse(
        "---\ntitle: 变分推断\nslug: vi\ndate: 2026-03-14 20:30\ntags: [VAE, 生成模型, VAE]\nseries: 生成\n"
        "series_position: 2\nlanguage: zh-Hans\npinned: true\ncover: images/a.png\nsummary: 短\n---\n\n正文 $x$\n"
    )
    assert note.title == "变分推断"
    assert note.tags == ("VAE", "生成模型")
    assert (note.series, note.series_position, note.language, note.pinned) == ("生成", 2, "zh-hans", True)
    assert note.published_at == datetime(2026, 3, 14, 20, 30, tzinfo=UTC)
    assert note.body == "正文 $x$"


def test_a_note_without_a_date_is_a_draft() -> None:
    assert parse("---\ntitle: A\n---\ntext").published_at is None


def test_tells_what_it_does_not_know() -> None:
    assert parse("---\ntitle: A\nlayout: post\nmathjax: true\n---\ntext").unknown == ("layout", "mathjax")


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("", "Missing title"),
        ("slug: a", "Missing title"),
        ("title: [", "not valid YAML"),
        ("title: A\ndate: yesterday", "“date” must be a date"),
        ("title: A\nseries_position: first", "“series_position” must be a positive integer"),
        ("title: A\nseries_position: 0", "“series_position” must be a positive integer"),
        ("title: A\nlanguage: tlh", "“language” must be one of"),
        ("title: A\ntags: {a: b}", "“tags” must be a list"),
    ],
)
def test_says_what_is_wrong_with_a_head(head: str, message: str) -> None:
    with pytest.raises(BadFrontMatter, match=message):
        parse(f"---\n{head}\n---\ntext")


@pytest.mark.django_db
def test_a_post_comes_back_as_it_was() -> None:
    body = "设 $a_1$：\n\n---\n\n```python\nx = '---'\n```\n\n尾"
    post = make_post(
        "标题: “引号” #1",
        body=body,
        tags=["GAN", "最优 传输"],
        series=make_series("S"),
        summary="短 $x$",
        language="zh-hans",
        pinned=True,
    )
    note = parse(dump(post))
    assert note.published_at is not None
    assert post.published_at is not None
    assert note.published_at == post.published_at.replace(microsecond=0)
    assert (note.title, note.slug, note.body, note.summary) == (post.title, post.slug, body, post.summary)
    assert (set(note.tags), note.series, note.series_position) == ({"GAN", "最优 传输"}, "S", 1)
    assert (note.language, note.pinned, note.unknown) == ("zh-hans", True, ())


LINES = st.text(
    st.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029"), min_size=1, max_size=40
).map(str.strip)
NAMES = LINES.filter(lambda line: not SEPARATOR.search(line) and line.casefold() not in HIDING_TAGS)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    title=LINES,
    series=LINES,
    summary=st.text(st.characters(codec="utf-8")),
    tags=st.lists(NAMES, max_size=3),
    body=st.text(),
)
@example(
    title="null",
    series="2026-01-01",
    summary="a\n---\n...\n\x85\u2028",
    tags=["on", "#1", "007"],
    body="---\na: b\n---",
)
@example(title="a  b: [c] *d &e", series="~", summary=" !x", tags=["'"], body="    code\n...\n")
def test_any_post_comes_back_as_it_was(title: str, series: str, summary: str, tags: list[str], body: str) -> None:
    tags = sorted({tag.casefold(): " ".join(tag.split()) for tag in tags if tag.strip()}.values())
    try:
        validate_line(title)
        validate_line(series)
        for tag in tags:
            validate_line(tag)
        validate_text(summary)
    except ValidationError:
        assume(False)
    with transaction.atomic():
        post = make_post(title, slug="a", body=body, summary=summary.strip(), tags=tags, series=make_series(series))
        note = parse(dump(post))
        transaction.set_rollback(True)
    assert (note.title, note.series, note.summary, list(note.tags)) == (title, series, summary.strip(), tags)
    assert note.body == re.sub(r"\A(?:[ \t]*\n)+", "", body).rstrip()
