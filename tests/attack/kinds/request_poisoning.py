"""Cache poisoning by query, cookies, method or body: bystanders must get the same page after each request."""

from __future__ import annotations

from collections.abc import Iterator

from tests.attack.attempts import Attempt
from tests.attack.bystanders import Bystanders
from tests.attack.fixtures import Fixtures
from tests.attack.target import Target
from tests.attack.wire import Request

PAGES = (
    *("/", "/posts/open-note/", "/posts/moved-from/", "/tags/optics/", "/series/", "/archive/", "/feed/"),
    "/sitemap.xml",
)
QUERIES = (
    *("utm_source=EVIL&token=SECRET", "evil", "=evil", "&&&evil&&&", "evil=%3Cscript%3E", "q=evil"),
    *("next=//evil.example", "page=1&evil=1", "evil=1&page=1", "page=1&page=1&evil", "PAGE=2", "page%00=2"),
    *("p%61ge=1&evil", "page=1;evil=1", "page[]=2", "page.x=2", "_method=DELETE", "language=zh-hans", "lang=zh"),
    *("django_language=zh-hans", "format=json", "callback=evil", "_=123456", "fbclid=EVIL", "gclid=EVIL", "ref=EVIL"),
    *("a=1&" * 60 + "evil", "%ff%fe=evil", "%E4%B8%AD=evil", "?evil", "#evil", "evil=" + "x" * 2000, "{{7*7}}"),
    *("%0d%0aSet-Cookie:%20evil=1", "..;/evil", "page=1%00", "page=%EF%BC%91", "page=+1", "page=01", "page=1e0"),
    *("page=1.0", "page= 1", "page=１", "page=0x1", "page=-1", "page=last", "page=" + "9" * 400, "year=2020"),
    *("year=%00", "year=٢٠٢٦", "p=2", "p=evil", "p=99999", "author=victim", "state=draft", "preview=1", "draft=1"),
    *("debug=1", "DEBUG=true", "nocache=1", "csrfmiddlewaretoken=x"),
)
COOKIES = (
    *('django_language="zh-hans"', "django_language =zh-hans", "django_language= zh-hans", " django_language=zh-hans"),
    *("django_language=zh-hans; django_language=en", "django_language=en; django_language=zh-hans"),
    *("a=b;django_language=zh-hans", "a=b,django_language=zh-hans", 'a="b; django_language=zh-hans"'),
    *("Django_Language=zh-hans", "django_language=zh_Hans", "django_language=ZH-HANS", "django_language=zh-cn"),
    *("django_language=zh", "django_language=tlh", 'django_language="\\172h-hans"', "django_language=%7ah-hans"),
    *("django_language=", "django_language", "=zh-hans", "django_language=zh-hans\\073 x"),
    *("django_language=" + "x" * 3000, "; ; ;django_language=zh-hans", "django_language\t=zh-hans", "sessionid=evil"),
    *("sessionid=", 'sessionid="evil"', "xsessionid=evil", "a=sessionid", "messages=evil", "csrftoken=evil"),
    *(
        "csrftoken=" + "a" * 64,
        "__Host-sessionid=x",
        "$Version=1; $Path=/; a=b",
        "a" * 5000,
        "a=b; " * 700,
        "中文=中文",
    ),
    *("a=b\x0bc", "theme=dark\xff", "=", ";", "expires=0; path=/evil", "lemma=evil", "sessionid=a; sessionid=b"),
)
METHODS = (
    *("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PURGE", "BAN", "PROPFIND", "QUERY", "get", "EVIL"),
)
BODIES = (
    *(b"page=2", b"evil=" + b"x" * 5000, b"\x00" * 100, b'{"page": 2}', b"GET /evil HTTP/1.1\r\nHost: evil\r\n\r\n"),
)


def requests() -> Iterator[tuple[str, str, Request]]:
    """Titles, target pages and requests."""
    for index, query in enumerate(QUERIES):
        for page in ("/", PAGES[1 + index % (len(PAGES) - 1)]):
            yield f"the query {query[:40]!r} on {page}", page, Request(f"{page}?{query}")
    for index, cookies in enumerate(COOKIES):
        for page in ("/", PAGES[1 + index % (len(PAGES) - 1)]):
            yield f"the cookies {cookies[:40]!r} on {page}", page, Request(page, headers=(("Cookie", cookies),))
    yield "two Cookie fields", "/", Request(headers=(("Cookie", "a=b"), ("Cookie", "django_language=zh-hans")))
    for page in PAGES:
        for method in METHODS:
            yield f"{method} {page}", page, Request(page, method)
    for body in BODIES:
        for content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json",
        ):
            yield (
                f"a GET with a body of {content_type}",
                "/",
                Request("/", "GET", (("Content-Type", content_type),), body),
            )


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    bystanders = Bystanders(target)
    for title, page, request in requests():
        yield bystanders.attempt(title, request, page)
