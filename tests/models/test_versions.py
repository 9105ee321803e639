"""Every change increments a row's version, and a save over an older version is rejected."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from notes.models import Post, Series, Tag, TaggedPost
from notes.models.versions import StaleVersion
from tests.factories import make_author, make_post, make_series, make_tag
from tests.rendered_posts import rendered


def version_of(row: Post | Series | Tag) -> int:
    version: int = type(row)._base_manager.values_list("version", flat=True).get(pk=row.pk)
    return version


def save(post: Post) -> None:
    post.title = "Another"
    post.save()


def save_one_field(post: Post) -> None:
    post.body = "Another"
    post.save(update_fields=["body"])


def bulk_update(post: Post) -> None:
    post.title = "Another"
    Post.objects.bulk_update([post], ["title"])


def upsert(post: Post) -> None:
    Post.objects.bulk_create(
        [Post(slug=post.slug, title="Another", author=post.author)],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["title"],
    )


def raw_sql(post: Post) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notes_post SET title = %s WHERE id = %s", ["Another", post.pk])


def rename_tag(post: Post) -> None:
    tag = post.tags.get()
    tag.name = "Another"
    tag.save()


def merge_tag(post: Post) -> None:
    TaggedPost.objects.filter(content_object=post).update(tag=make_tag("Another"))


CHANGES: dict[str, Callable[[Post], object]] = {
    "save": save,
    "save of one field": save_one_field,
    "update": lambda post: Post.objects.filter(pk=post.pk).update(title="Another"),
    "update of a derived field": lambda post: Post.objects.filter(pk=post.pk).update(body="Another"),
    "update by an expression": lambda post: Post.objects.filter(pk=post.pk).update(title=Concat("title", Value("!"))),
    "update by the base manager": lambda post: Post._base_manager.filter(pk=post.pk).update(pinned=True),
    "update that writes the version": lambda post: Post.objects.filter(pk=post.pk).update(version=1),
    "bulk_update": bulk_update,
    "bulk_create with update_conflicts": upsert,
    "raw SQL": raw_sql,
    "adding a tag": lambda post: post.tags.add("another"),
    "removing a tag": lambda post: post.tags.remove("common"),
    "setting tags": lambda post: post.tags.set(["another"]),
    "clearing tags": lambda post: post.tags.clear(),
    "renaming a tag": rename_tag,
    "renaming a tag by update": lambda post: Tag.objects.filter(name="common").update(name="Another"),
    "moving a post to another tag": merge_tag,
    "deleting a tag": lambda post: post.tags.get().delete(),
    "deleting a series": lambda post: post.series and post.series.delete(),
    "deleting series by a query set": lambda post: Series.objects.all().delete(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_each_change_of_a_post_increments_its_version(change: str) -> None:
    post = make_post(tags=["common"], series=make_series())
    other = make_post()
    before, untouched = version_of(post), version_of(other)
    CHANGES[change](Post.objects.get(pk=post.pk))
    assert version_of(post) > before
    assert version_of(other) == untouched


@pytest.mark.django_db
@pytest.mark.parametrize("make", [make_series, make_tag])
def test_each_change_of_a_series_or_tag_increments_its_version(make: Callable[[], Series | Tag]) -> None:
    row = make()
    row.description = "Another"
    row.save()
    assert version_of(row) == row.version == 2
    type(row).objects.filter(pk=row.pk).update(description=F("slug"))
    assert version_of(row) == 3


@pytest.mark.django_db
def test_repairing_derived_columns_increments_the_version() -> None:
    post = make_post(body="First")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notes_post SET body_digest = '' WHERE id = %s", [post.pk])
    before = version_of(post)
    call_command("render_notes", processes=1, stdout=StringIO())
    assert version_of(post) > before


@pytest.mark.django_db
def test_reading_and_rendering_do_not_change_the_version() -> None:
    post = make_post(tags=["common"], body="[[other]]")
    before = version_of(post)
    assert rendered(post).html
    assert version_of(post) == before


@pytest.mark.django_db
def test_saved_instance_has_the_stored_version() -> None:
    post = make_post()
    post.save()
    post.save(update_fields=["pinned"])
    assert post.version == version_of(post)


@pytest.mark.django_db
def test_saving_over_the_expected_version_succeeds() -> None:
    post = make_post()
    post.title, post.expected_version = "Another", version_of(post)
    post.save()
    assert Post.objects.get().title == "Another"


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [None, ["title"]])
def test_saving_over_another_version_raises(fields: list[str] | None) -> None:
    post = make_post("First", tags=["common"])
    stale = Post.objects.get()
    stale.expected_version = stale.version
    save(post)
    stale.title = "Stale"
    with pytest.raises(StaleVersion):
        stale.save(update_fields=fields)
    assert Post.objects.get().title == "Another"


@pytest.mark.django_db
def test_saving_over_a_deleted_row_raises() -> None:
    make_post()
    stale = Post.objects.get()
    stale.expected_version = stale.version
    Post.objects.all().delete()
    with pytest.raises(StaleVersion):
        stale.save()
    assert not Post.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_of_several_simultaneous_saves_succeeds() -> None:
    post = make_post("First", author=make_author())
    for _round in range(5):
        version, ready = version_of(post), threading.Barrier(4)
        outcomes: list[str | None] = []

        def rival(number: int, version: int = version, ready: threading.Barrier = ready) -> None:
            try:
                mine = Post.objects.get(pk=post.pk)
                mine.title, mine.expected_version = f"Rival {number}", version
                ready.wait(10)
                mine.save()
                outcomes.append(mine.title)  # noqa: B023
            except StaleVersion:
                outcomes.append(None)  # noqa: B023
            finally:
                connection.close()

        threads = [threading.Thread(target=rival, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(title is not None for title in outcomes) == [False, False, False, True]
        assert Post.objects.get().title in outcomes


@pytest.mark.django_db
def test_upsert_keeps_fields_that_it_does_not_write() -> None:
    target = make_post(slug="target")
    post = make_post(body="[[target]]")
    upsert(post)
    assert list(target.linked_from()) == [post]
    Post.objects.bulk_create(
        [Post(slug=post.slug, title="Another", author=post.author, body="No link")],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["body"],
    )
    assert not target.linked_from()
    assert "No link" in rendered(post).html


@pytest.mark.django_db
def test_saving_another_field_of_a_stale_instance_keeps_the_slug() -> None:
    post = make_post(slug="first")
    stale = Post.objects.get()
    post.slug = "second"
    post.save()
    stale.pinned = True
    stale.save(update_fields=["pinned"])
    assert Post.objects.by_slug("first") == Post.objects.by_slug("second") == post
    assert Post.objects.get().slug == "second"


@pytest.mark.django_db
def test_saving_only_the_series_clears_the_position() -> None:
    post = make_post(series=make_series(), series_position=3)
    post.series = None
    post.save(update_fields=["series"])
    post.refresh_from_db()
    assert post.series_position is None


@pytest.mark.django_db
def test_written_version_is_ignored() -> None:
    post = make_post()
    with transaction.atomic():
        Post.objects.filter(pk=post.pk).update(version=99)
    assert version_of(post) == 2
