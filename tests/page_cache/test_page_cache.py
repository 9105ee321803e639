"""Pages are answered without Django, and never stale."""

from __future__ import annotations

import gzip
import threading
import time
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notes import content_version
from notes.models import Post, Rendering, Series, Tag
from notes.page_cache.stores import MemoryStore
from notes.render_cache.storage import RETRY_AFTER
from notes.rendering.math.katex.render_queue import clear_cache
from tests.factories import days_ago, make_author, make_post, make_series
from tests.page_cache.conftest import Reply, Site, new_site

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_is_rendered_once(site: Site) -> None:
    make_post("Note")
    first, second = site.get("/posts/note/"), site.get("/posts/note/")
    assert site.rendered == 1
    assert first == second
    assert b"Note" in second.body


def test_a_cached_page_needs_no_query(site: Site) -> None:
    make_post("Note")
    paths = [
        "/",
        "/posts/note/",
        "/posts/note.md",
        "/tags/",
        "/series/",
        "/archive/",
        "/feed/",
        "/sitemap.xml",
        "/sitemap-posts.xml",
    ]
    for path in paths:
        assert site.get(path).status == 200
    with CaptureQueriesContext(connection) as queries:
        for path in paths:
            site.get(path)
    assert len(queries) == 0
    assert site.rendered == len(paths)


def test_a_page_with_a_provisional_rendering_expires_when_it_is_retried(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear_cache()
    make_post("Note", body="$x$")
    monkeypatch.setattr("notes.rendering.math.budget.SECONDS", -1)
    assert b"math-error" in site.get("/posts/note/").body
    monkeypatch.undo()
    assert b"math-error" in site.get("/posts/note/").body
    assert site.rendered == 1
    Rendering.objects.update(retry_at=days_ago(1))
    later = SimpleNamespace(time=lambda: time.time() + RETRY_AFTER.total_seconds())
    monkeypatch.setattr("notes.page_cache.page.time", later)
    assert b"math-error" not in site.get("/posts/note/").body


def rename_tag(post: Post) -> None:
    tag = Tag.objects.get(name="GAN")
    tag.name = "Changed"
    tag.save()


def edit_in_the_admin_of_users(post: Post) -> None:
    get_user_model().objects.filter(pk=post.author_id).update(first_name="Changed")


def save(post: Post) -> None:
    post.title = "Changed"
    post.save()


def bulk_update(post: Post) -> None:
    post.title = "Changed"
    Post.objects.bulk_update([post], ["title"])


def raw_sql(post: Post) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update notes_post set title = %s where id = %s", ["Changed", post.pk])


CHANGES = {
    "save": save,
    "bulk update": lambda post: Post.objects.filter(pk=post.pk).update(title="Changed"),
    "bulk_update": bulk_update,
    "delete": lambda post: post.delete(),
    "bulk delete": lambda post: Post.objects.all().delete(),
    "unpublish": lambda post: Post.objects.update(published_at=None),
    "tag rename": rename_tag,
    "tag removal": lambda post: post.tags.clear(),
    "new post": lambda post: make_post("Changed"),
    "series rename": lambda post: Series.objects.update(title="Changed"),
    "author's name": edit_in_the_admin_of_users,
    "raw SQL": raw_sql,
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_write_invalidates_every_page(site: Site, change: str) -> None:
    post = make_post("Note", tags=["GAN"], series=make_series("S"))
    site.get("/")
    other = new_site(site.store._versions)  # type: ignore[attr-defined]
    other.get("/")
    before = (site.rendered, other.rendered)
    CHANGES[change](post)
    site.get("/")
    other.get("/")
    # Processes share the pages that are stored in Redis; each has pages of its own in memory.
    is_shared = not isinstance(site.store, MemoryStore)
    assert (site.rendered, other.rendered) == (before[0] + 1, before[1] + (0 if is_shared else 1))
    assert site.get("/").body == other.get("/").body


def test_an_import_invalidates_every_page(site: Site, tmp_path: Any) -> None:
    (tmp_path / "new.md").write_text("---\ntitle: Newcomer\nslug: newcomer\ndate: 2026-01-01\n---\ntext")
    assert b"Newcomer" not in site.get("/").body
    call_command("load_notes", tmp_path, author=make_author().username, verbosity=0, stdout=open("/dev/null", "w"))  # noqa: PTH123, SIM115
    assert b"Newcomer" in site.get("/").body


def test_logging_in_does_not_invalidate_pages(site: Site, client: Any) -> None:
    author = make_author()
    site.get("/")
    client.force_login(author)
    site.get("/")
    assert site.rendered == 1


def asked_elsewhere(site: Site, path: str) -> Reply:
    """The reply to a reader whose request has a database connection of its own."""
    replies: list[Reply] = []

    def ask() -> None:
        replies.append(site.get(path))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return replies[0]


def test_visitors_see_committed_content_during_a_transaction(site: Site) -> None:
    post = make_post("Before")
    site.get("/")
    with transaction.atomic():
        Post.objects.filter(pk=post.pk).update(title="After")
        replies = [asked_elsewhere(site, path) for path in ("/", "/", "/archive/", "/archive/")]
        assert all(b"Before" in reply.body for reply in replies)
        # The transaction sees its own change, and must not cache it for others.
        assert content_version.memoize("title", lambda fetch: Post.objects.get().title) == "After"
    assert all(b"After" in site.get(path).body for path in ("/", "/archive/"))
    Post.objects.filter(pk=post.pk).update(title="Last")
    assert content_version.memoize("title", lambda fetch: Post.objects.get().title) == "Last"


def test_a_rolled_back_change_does_not_show(site: Site) -> None:
    post = make_post("Before")
    site.get("/")
    with transaction.atomic():
        Post.objects.filter(pk=post.pk).update(title="After")
        transaction.set_rollback(True)
    assert b"Before" in site.get("/").body
    Post.objects.filter(pk=post.pk).update(title="Last")
    assert b"Last" in site.get("/").body
    rendered = site.rendered
    site.get("/")
    assert site.rendered == rendered


def test_a_scheduled_post_appears_on_time(site: Site) -> None:
    post = make_post("Later", published_at=None)
    for seconds in (0.5, 2, 8, 32):
        moment = timezone.now() + timedelta(seconds=seconds)
        Post.objects.filter(pk=post.pk).update(published_at=moment)
        before = site.get("/").body
        if timezone.now() < moment:
            break
        # A busy machine took longer to make the page than the post had to wait.
    assert b"Later" not in before
    while timezone.now() < moment:
        time.sleep(0.01)
    assert b"Later" in site.get("/").body


def test_authors_bypass_the_cache(site: Site, client: Any) -> None:
    author = make_author()
    make_post("Secret", author=author, published_at=None)
    client.force_login(author)
    session = f"sessionid={client.cookies['sessionid'].value}"
    mine = site.get("/", cookies=session)
    assert b"Secret" in mine.body
    assert mine.headers["Cache-Control"] == "private, no-cache"
    assert b"Secret" not in site.get("/").body


@pytest.mark.parametrize(
    ("accepts", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("", None, bytes),
        ("identity, *;q=0, br;q=x", None, bytes),
    ],
)
def test_encodes_bodies_as_the_client_accepts(site: Site, accepts: str, encoding: str | None, decode: Any) -> None:
    make_post("Note")
    plain = site.get("/").body
    for _ in range(2):
        reply = site.get("/", **{"accept-encoding": accepts})
        assert reply.headers.get("Content-Encoding") == encoding
        assert decode(reply.body) == plain
        assert int(reply.headers["Content-Length"]) == len(reply.body)


def test_caches_languages_separately(site: Site) -> None:
    english = site.get("/tags/")
    chinese = site.get("/tags/", **{"accept-language": "zh-CN"})
    chosen = site.get("/tags/", cookies="django_language=zh-hans")
    assert english.body != chinese.body == chosen.body
    assert site.rendered == 2
    assert chosen.headers["Content-Language"] == "zh-hans"


def test_ignores_unknown_query_parameters(site: Site) -> None:
    make_post("Note")
    for query in ("", "?utm_source=x", "?fbclid=1", "?page=1&a=b", "?b=a&page=1"):
        site.get(f"/{query}")
    assert site.rendered == 2


def test_a_404_releases_the_lock(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.page_cache.wsgi.POLL_S", -1)  # A wait of any length is an error.
    assert [site.get("/posts/nothing/").status for _ in range(3)] == [404] * 3


def test_an_exception_releases_the_lock(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notes.page_cache.wsgi.POLL_S", -1)
    site.get("/")
    with monkeypatch.context() as patched:
        patched.setattr("notes.page_cache.wsgi.run", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            site.get("/tags/")
    assert site.get("/tags/").status == 200


@pytest.mark.parametrize("query", ["?page=abc", "?page=0", "?page=99999999", "?page=2&page=x", "?page=999"])
def test_does_not_cache_invalid_page_numbers(site: Site, query: str) -> None:
    assert site.get(f"/{query}").status == 404
    assert site.get(f"/{query}").status == 404
    assert site.rendered == 2


def test_sends_304_for_a_matching_etag(site: Site) -> None:
    make_post("Note")
    reply = site.get("/", **{"accept-encoding": "br"})
    etag = reply.headers["ETag"]
    assert not etag.startswith("W/")
    for seen in (etag, f'"other", {etag}', f"W/{etag}"):
        again = site.get("/", **{"accept-encoding": "br", "if-none-match": seen})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == etag
        assert "Content-Length" not in again.headers
    assert site.get("/", **{"accept-encoding": "gzip", "if-none-match": etag}).status == 200
    make_post("Newer")
    assert site.get("/", **{"accept-encoding": "br", "if-none-match": etag}).status == 200


@pytest.mark.parametrize("path", ["/", "/posts/note/", "/posts/note.md", "/archive/", "/feed/", "/robots.txt"])
def test_every_public_response_has_validators(site: Site, path: str) -> None:
    make_post("Note")
    for reply in (site.get(path), site.get(path)):
        assert reply.headers["ETag"]
        assert reply.headers["Last-Modified"].endswith("GMT")
        assert reply.headers["Cache-Control"].startswith("public, max-age=")
        assert reply.headers["Vary"]


def test_head_gets_the_headers_of_the_page(site: Site) -> None:
    make_post("Note")
    head = site.get("/", method="HEAD")
    full = site.get("/")
    assert head.body == b""
    assert head.headers == full.headers
    assert site.rendered == 1


def test_caches_redirects(site: Site) -> None:
    post = make_post("Note", slug="before")
    post.slug = "after"
    post.save()
    assert [site.get("/posts/before/").headers["Location"] for _ in range(2)] == ["/posts/after/"] * 2
    assert site.rendered == 1


def test_a_new_build_does_not_send_pages_of_the_old_one(site: Site) -> None:
    site.get("/")
    newer = new_site(site.store._versions, build_id="r2")  # type: ignore[attr-defined]
    newer.get("/")
    assert newer.rendered == 1


def test_does_not_cache_private_pages(site: Site) -> None:
    for path in ("/admin/login/", "/healthz", "/language/"):
        site.get(path)
        site.get(path)
    assert site.rendered == 6


def test_concurrent_requests_render_a_page_once(site: Site) -> None:
    for number in range(5):
        make_post(f"Note {number}", published_at=days_ago(number))
    replies: list[Any] = []

    def ask() -> None:
        try:
            replies.append(site.get("/"))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reply.status for reply in replies] == [200] * 6
    assert site.rendered == 1


def test_evicts_pages_beyond_the_memory_limit(site: Site, versions: Any) -> None:
    small = Site(MemoryStore(versions, max_bytes=30_000))
    for number in range(8):
        make_post(f"Note {number}")
    for number in range(8):
        small.get(f"/posts/note-{number}/")
    assert small.store._bytes <= 30_000  # type: ignore[attr-defined]
