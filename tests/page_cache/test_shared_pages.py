"""Nothing that one visitor sends reaches the page that others get."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from notes.content_version.version_store import VersionStore
from notes.models import Post, Rendering
from notes.models.permalinks import slug_url
from notes.page_cache import create_store
from notes.page_cache.stores import NoStore
from tests.factories import make_post, make_series
from tests.page_cache.conftest import Reply, Site

pytestmark = pytest.mark.django_db(transaction=True)

in_every_example = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

PATHS = ["/", "/posts/first/", "/posts/first.md", "/tags/", "/tags/gan/", "/series/", "/series/s/", "/archive/"]
PATHS += ["/feed/", "/tags/gan/feed/", "/sitemap.xml", "/sitemap-posts.xml", "/robots.txt", "/posts/before/"]

EVIL = ["//evil.example", "https://evil.example/", "evil.example", "https", "zh-hans", "<script>", "a=b", '"', "1"]
VARIABLES = re.findall(r"\w+", """
    SCRIPT_NAME SCRIPT_URL REDIRECT_URL PATH_TRANSLATED REMOTE_ADDR REMOTE_USER SERVER_NAME SERVER_PORT HTTPS
    CONTENT_TYPE CONTENT_LENGTH HTTP_SCRIPT_NAME HTTP_PATH_INFO HTTP_X_SCRIPT_NAME HTTP_X_FORWARDED_HOST
    HTTP_X_FORWARDED_PROTO HTTP_X_FORWARDED_FOR HTTP_X_FORWARDED_PREFIX HTTP_X_FORWARDED_PORT HTTP_FORWARDED
    HTTP_REFERER HTTP_ORIGIN HTTP_RANGE HTTP_IF_NONE_MATCH HTTP_IF_MODIFIED_SINCE HTTP_AUTHORIZATION
    HTTP_X_HTTP_METHOD_OVERRIDE HTTP_X_ORIGINAL_URL HTTP_ACCEPT_LANGUAGE HTTP_ACCEPT HTTP_ACCEPT_ENCODING
    HTTP_CONTENT_LANGUAGE HTTP_USER_AGENT HTTP_X_REQUESTED_WITH HTTP_CACHE_CONTROL
""")  # fmt: skip
COOKIES = [
    *("django_language=zh-hans", 'django_language="zh-hans"', "django_language =zh-hans", "django_language= zh-hans"),
    *("django_language=en", "django_language", "=django_language=zh-hans"),
    *("sessionid=stolen", 'sessionid="x"', "sessionid =x", "csrftoken=EVIL", "messages=EVIL", "a=b"),
]

values = st.sampled_from(EVIL) | st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20)
headers = st.dictionaries(
    st.sampled_from(VARIABLES) | st.from_regex(r"HTTP_[A-Z_]{1,12}", fullmatch=True), values, max_size=6
)
cookies = st.lists(st.sampled_from(COOKIES) | values, max_size=4).flatmap(
    lambda parts: st.sampled_from(["; ", ";", ", ", " ; "]).map(lambda separator: separator.join(parts))
)
parameters = st.lists(
    st.tuples(st.sampled_from(["utm_source", "token", "page", "year", "p", "next", "language", "page[]"]), values),
    max_size=5,
)
queries = parameters.map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)) | values
methods = st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "PURGE"])


def environment(path: str, **more: Any) -> dict[str, Any]:
    return RequestFactory().get(path).environ | more


@pytest.fixture
def content(versions: VersionStore) -> None:
    post = make_post("First", slug="before", tags=["GAN"], series=make_series("S"), body="$x$ [[second]]")
    post.slug = "first"
    post.save()
    Post.objects.bulk_create(
        Post(title="Note", slug=f"note-{number}", author=post.author, published_at=post.published_at)
        for number in range(12)
    )


@pytest.fixture(params=["stored", "not stored"])
def sites(request: pytest.FixtureRequest, site: Site) -> Iterator[Site]:
    """The site as it is for the first time, again and again, with a store and without one."""
    releases = (f"release {number}" for number in count())
    kept = site.store if request.param == "stored" else NoStore()

    def begin() -> Site:
        slug_url.cache_clear()
        Rendering.objects.all().delete()
        return Site(kept, next(releases))

    return iter(begin, None)


@in_every_example
@given(
    path=st.sampled_from(PATHS), method=methods, query=queries, headers=headers, cookies=cookies,
    chinese=st.booleans(), encoding=st.sampled_from(["", "br"]),
)  # fmt: skip
@example("/", "GET", "utm_source=EVIL&token=SECRET", {}, "", False, "")
@example("/", "GET", "", {"SCRIPT_NAME": "//evil.example"}, "", False, "")
@example("/posts/first/", "GET", "", {"SCRIPT_NAME": "//evil.example"}, "sessionid=x", False, "")
@example("/", "GET", "", {}, 'django_language="zh-hans"', False, "")
@example("/", "GET", "", {}, "django_language=zh-hans; django_language=en", True, "")
@example("/feed/", "HEAD", "", {"HTTP_X_FORWARDED_HOST": "evil.example"}, "", False, "br")
def test_a_request_never_affects_the_next_visitors_page(
    content: None, sites: Iterator[Site], path: str, method: str, query: str, headers: dict[str, str], cookies: str,
    chinese: bool, encoding: str,
) -> None:  # fmt: skip
    def next_visitor(site: Site) -> Reply:
        return site.get(path, **{"accept-language": "zh-CN" if chinese else "en", "accept-encoding": encoding})

    expected = next_visitor(next(sites))
    assert expected.status in (200, 301)
    site = next(sites)
    site.answer(environment(path, REQUEST_METHOD=method, QUERY_STRING=query, **headers, HTTP_COOKIE=cookies))
    assert next_visitor(site) == expected


PARTS_OF_THE_KEY = {"HTTP_ACCEPT_LANGUAGE", "SERVER_NAME", "SERVER_PORT"}


@in_every_example
@given(
    path=st.sampled_from([*PATHS, "/posts/first"]),
    method=st.sampled_from(["GET", "HEAD"]),
    headers=headers,
    value=values,
)
def test_django_gets_only_the_cache_key_of_a_request(
    content: None, sites: Iterator[Site], path: str, method: str, headers: dict[str, str], value: str
) -> None:
    plain, noisy = next(sites), next(sites)
    plain.get(path)
    noise = {name: value for name, value in headers.items() if name not in PARTS_OF_THE_KEY}
    noisy.answer(
        environment(path, REQUEST_METHOD=method, QUERY_STRING=f"utm={value}", HTTP_COOKIE=f"a={value}", **noise)
    )
    assert described(noisy.seen) == described(plain.seen)


def described(environ: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in environ.items() if isinstance(value, str)}


@in_every_example
@given(path=st.sampled_from(PATHS), method=methods, query=queries, headers=headers, cookies=cookies)
@example("/", "GET", "", {}, "")
@example("/nothing/", "GET", "", {}, "")
@example("/posts/nothing/", "GET", "", {}, "")
@example("/", "GET", "page=x", {}, "")
@example("/", "POST", "", {}, "")
@example("/", "GET", "", {"HTTP_HOST": "evil.example"}, "")
def test_only_a_page_or_a_permanent_redirect_is_public(
    content: None, sites: Iterator[Site], settings: Settings, path: str, method: str, query: str,
    headers: dict[str, str], cookies: str,
) -> None:  # fmt: skip
    settings.PAGE_CACHE_CONTROL = "public, max-age=0, s-maxage=600"
    request = environment(path, REQUEST_METHOD=method, QUERY_STRING=query, HTTP_COOKIE=cookies) | headers
    reply = next(sites).answer(request)
    if "private" not in reply.headers["Cache-Control"]:
        assert reply.status in (200, 301, 304)
        assert method in ("GET", "HEAD")
        assert "Set-Cookie" not in reply.headers
        assert "EVIL" not in str(reply.headers)


@in_every_example
@given(cookies=cookies, accepted=st.sampled_from(["", "zh-CN,zh;q=0.9", "en", "de, zh-hans;q=0.1", "*"]) | values)
def test_selects_the_language_as_django_does(site: Site, cookies: str, accepted: str) -> None:
    request = environment("/tags/", HTTP_COOKIE=cookies, HTTP_ACCEPT_LANGUAGE=accepted)
    django = Site(site.store)
    django.application = get_wsgi_application()
    assert site.answer(request.copy()).headers["Content-Language"] == django.answer(request).headers["Content-Language"]


HOSTILE_PATHS = ["//evil.example/", "//evil.example/posts/first/", "/./", "/posts/../", "//", "/posts//first/"]
HOSTILE_PATHS += ["/\\evil.example/", "/posts/\xff/", f"/posts/{'x' * 3000}/", "/%2Fevil.example/", "/posts/first/\n"]


def test_hostile_paths_do_not_become_links(content: None, site: Site) -> None:
    for path in HOSTILE_PATHS:
        for script_name in ("", "//evil.example"):
            reply = site.answer(environment("/", PATH_INFO=path, SCRIPT_NAME=script_name, QUERY_STRING="page=2"))
            assert (path, reply.status) == (path, 404)
            assert not re.search(rb'(href|src|action)="(//|/\\|[^"]*evil)', reply.body)
            assert "evil" not in str(reply.headers)
    for path in ("/", "/?page=2"):
        assert b"evil" not in site.get(path).body


def test_a_missing_slash_is_added_without_unknown_parameters(content: None, site: Site) -> None:
    reply = site.get("/posts/first?utm_source=EVIL")
    assert (reply.status, reply.headers["Location"]) == (301, "/posts/first/")
    assert reply.headers["Cache-Control"] == "private, no-cache"
    assert site.get("/archive?year=2020&utm=EVIL").headers["Location"] == "/archive/?year=2020"


def test_a_moved_post_redirects_without_unknown_parameters(content: None, site: Site) -> None:
    for query in ("?utm_source=EVIL", ""):
        assert site.get(f"/posts/before/{query}").headers["Location"] == "/posts/first/"
    assert site.rendered == 1


def test_a_parameter_of_another_page_is_unknown(content: None, site: Site) -> None:
    pages = [site.get(f"/tags/{query}") for query in ("", "?page=2", "?year=2020")]
    assert pages[0] == pages[1] == pages[2]
    assert site.rendered == 1


@pytest.mark.parametrize("query", ["page=%EF%BC%92", "page=+2", "page=02", "page=2_0", "page=", "page=2&page=02"])
def test_does_not_cache_unnormalized_values(content: None, site: Site, query: str) -> None:
    assert "private" in site.get(f"/?{query}").headers["Cache-Control"]
    site.get(f"/?{query}")
    assert site.rendered == 2


def test_caches_hosts_separately(content: None, site: Site, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    bodies = [site.get("/sitemap.xml", host=host).body for host in ("a.example", "b.example", "A.example")]
    assert b"//a.example/" in bodies[0]
    assert b"//b.example/" in bodies[1]
    assert bodies[0] == bodies[2]
    assert site.rendered == 2


def test_caches_schemes_separately(content: None, site: Site, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    plain = site.get("/sitemap.xml", host="testserver")
    secure = site.get("/sitemap.xml", host="testserver", **{"x-forwarded-proto": "https"})
    assert b"http://testserver/" in plain.body
    assert b"https://testserver/" in secure.body
    assert site.rendered == 2


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "a b", ""])
def test_does_not_cache_unknown_hosts(content: None, site: Site, host: str) -> None:
    replies = [site.get("/feed/", host=host), site.get("/feed/", host=host)]
    assert [reply.status for reply in replies] == [400, 400]
    assert site.rendered == 2


def test_pages_are_equal_without_a_store(content: None, site: Site, settings: Settings) -> None:
    settings.PAGE_CACHE = False
    without = Site(create_store())
    for path in PATHS:
        kept, made = site.get(path), without.get(path + "?utm_source=EVIL")
        kept.headers.pop("Last-Modified")
        assert made == kept


def test_does_not_cache_responses_with_cookies(content: None, site: Site, settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.page_cache.test_shared_pages.with_cookie"]
    fresh = Site(site.store, "with cookie")
    for _ in range(2):
        reply = fresh.get("/")
        assert "private" in reply.headers["Cache-Control"]
        assert "Set-Cookie" in reply.headers
    assert fresh.rendered == 2


def with_cookie(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        response = get_response(request)
        response.set_cookie("visitor", "1")
        return response

    return middleware
