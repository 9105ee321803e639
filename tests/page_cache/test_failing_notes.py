"""A note whose rendering raises: its own page shows the source, and every other page is as it would be without it."""

from __future__ import annotations

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override

from notes.content_version.version_store import VersionStore
from notes.models import Post, Rendering
from notes.render_cache.storage import RETRY_FAILED_AFTER
from tests.factories import days_ago, make_post, make_series
from tests.failing_notes import FAULTS, MARKER, break_rendering
from tests.page_cache.conftest import Site, new_site

pytestmark = pytest.mark.django_db(transaction=True)

NOTICE = "This note could not be rendered, so its source is shown instead. The error has been logged."
OWN = "/posts/failing/"
OTHERS = (
    "/",
    "/feed/",
    "/tags/",
    "/tags/gan/",
    "/tags/gan/feed/",
    "/series/",
    "/series/diffusion/",
    "/series/diffusion/feed/",
    "/archive/",
    "/sitemap.xml",
    "/sitemap-posts.xml",
    "/posts/before/",
    "/posts/after/",
    "/posts/linking/",
    "/posts/failing.md",
)


@pytest.fixture
def failing() -> Post:
    """A post that fails, among others: in their tag and series, and linked to in every way."""
    series = make_series("Diffusion")
    make_post("Before", series=series, tags=["GAN"], published_at=days_ago(3))
    failing = make_post(
        "Failing",
        slug="failing",
        body=f"# <script>alert(1)</script> & {MARKER}\n\n$$x\\label{{eq:x}}$$",
        summary="A *short* summary.",
        series=series,
        tags=["GAN"],
        published_at=days_ago(2),
    )
    make_post("After", series=series, tags=["GAN"], published_at=days_ago(1))
    make_post("Linking", body="[[failing]], [[failing#part]], [[failing#eq:x]] and \\eqref{failing:eq:x}.")
    return failing


@pytest.mark.parametrize("kind", FAULTS)
def test_every_other_page_still_works(site: Site, failing: Post, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    break_rendering(monkeypatch, kind)
    for path in (*OTHERS, OWN):
        first, second = site.get(path), site.get(path)
        assert (path, first.status) == (path, 200)
        assert first == second
    assert site.rendered == len(OTHERS) + 1
    assert b"Linking" in site.get("/").body
    assert b'href="/posts/failing/"' in site.get("/posts/linking/").body


def test_its_page_shows_the_escaped_source_and_a_notice(
    site: Site, failing: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_rendering(monkeypatch)
    reply = site.get(OWN)
    page = reply.body.decode()
    assert reply.status == 200
    assert NOTICE in page
    assert f'<pre class="unrendered"># &lt;script&gt;alert(1)&lt;/script&gt; &amp; {MARKER}\n' in page
    assert "<script>alert" not in page
    for part in ("Failing</span></h1>", 'href="/tags/gan/"', 'href="/posts/before/"', 'href="/posts/linking/"'):
        assert part in page


def test_the_notice_is_in_the_readers_language(site: Site, failing: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    break_rendering(monkeypatch)
    with override("zh-hans"):
        chinese = gettext(NOTICE)
    assert chinese != NOTICE
    assert chinese in site.get(OWN, cookies="django_language=zh-hans").body.decode()
    assert NOTICE in site.get(OWN).body.decode()


def test_lists_show_its_title_and_its_summary(site: Site, failing: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    break_rendering(monkeypatch)
    for path in ("/", "/tags/gan/", "/series/diffusion/"):
        page = site.get(path).body.decode()
        assert ">Failing</span></a>" in page
        assert "A <em>short</em> summary." in page
        assert MARKER not in page


def test_a_summary_that_fails_too_is_shown_as_plain_text(
    site: Site, failing: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    Post.objects.filter(pk=failing.pk).update(summary=f"*{MARKER}* <b>")
    break_rendering(monkeypatch)
    assert f"*{MARKER}* &lt;b&gt;" in site.get("/").body.decode()
    assert site.get(OWN).status == site.get("/feed/").status == 200


def test_a_summary_that_fails_leaves_the_page_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    make_post("Failing", slug="failing", body="*Text*", summary=MARKER)
    break_rendering(monkeypatch)
    assert "<em>Text</em>" in site.get(OWN).body.decode()
    assert NOTICE not in site.get(OWN).body.decode()
    assert MARKER in site.get("/").body.decode()


def test_feeds_carry_the_source(site: Site, failing: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    break_rendering(monkeypatch)
    feed = site.get("/feed/").body.decode()
    assert NOTICE in feed
    assert MARKER in feed
    assert "&lt;script&gt;" not in feed


def test_the_log_names_the_note_with_a_traceback(
    site: Site, failing: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_rendering(monkeypatch)
    site.get(OWN)
    [record] = caplog.records
    assert f"post {failing.pk} " in record.getMessage()
    assert record.exc_info
    assert record.exc_info[0] is IndexError


def test_does_not_retry_for_each_request(
    site: Site, versions: VersionStore, failing: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = break_rendering(monkeypatch)
    for path in (*OTHERS, OWN):
        site.get(path)
    # Once for its page, once for what the linking note may name of it.
    assert fault.count == 2
    restarted = new_site(versions)
    Post.objects.filter(title="Before").update(title="Changed")
    for path in (*OTHERS, OWN):
        assert restarted.get(path).status == 200
    assert fault.count == 2


def test_retries_at_once_after_an_upgrade(
    site: Site, versions: VersionStore, failing: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as broken:
        break_rendering(broken)
        assert MARKER in site.get(OWN).body.decode()
        assert "(??)" in site.get("/posts/linking/").body.decode()
    monkeypatch.setattr("notes.render_cache.keys.VERSION", "next")
    upgraded = new_site(versions, build_id="r2")
    assert "unrendered" not in upgraded.get(OWN).body.decode()
    assert "(??)" not in upgraded.get("/posts/linking/").body.decode()
    assert Rendering.objects.get(post=failing).retry_at is None


def test_a_failure_is_retried_after_an_hour_and_so_are_pages_that_depend_on_it(
    site: Site, failing: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.MonkeyPatch.context() as broken:
        break_rendering(broken, "memory")
        assert "unrendered" in site.get(OWN).body.decode()
        assert "(??)" in site.get("/posts/linking/").body.decode()
    assert "unrendered" in site.get(OWN).body.decode()
    assert "(??)" in site.get("/posts/linking/").body.decode()
    assert site.rendered == 2
    move_clock(monkeypatch, RETRY_FAILED_AFTER + timedelta(minutes=1))
    assert "unrendered" not in site.get(OWN).body.decode()
    assert "(??)" not in site.get("/posts/linking/").body.decode()
    assert not Rendering.objects.filter(retry_at__isnull=False).exists()


def test_a_page_that_depends_on_a_failure_is_cached_for_an_hour_again_while_it_lasts(
    site: Site, failing: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = break_rendering(monkeypatch)
    site.get("/posts/linking/")
    move_clock(monkeypatch, RETRY_FAILED_AFTER + timedelta(minutes=1))
    for _ in range(3):
        assert "(??)" in site.get("/posts/linking/").body.decode()
    assert fault.count == site.rendered == 2
    retry_at = Rendering.objects.get(post__slug="linking").retry_at
    assert retry_at is not None
    assert retry_at > timezone.now()


def move_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    later, page_clock = timezone.now() + by, SimpleNamespace(time=lambda: time.time() + by.total_seconds())
    monkeypatch.setattr(timezone, "now", lambda: later)
    monkeypatch.setattr("notes.page_cache.page.time", page_clock)
