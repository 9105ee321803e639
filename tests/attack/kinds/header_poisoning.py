"""Cache poisoning by header fields: bystanders must get the same page after each request."""

from __future__ import annotations

from collections.abc import Iterator

from tests.attack.attempts import Attempt
from tests.attack.bystanders import Bystanders
from tests.attack.fixtures import Fixtures
from tests.attack.target import Target
from tests.attack.wire import Fields, Request

EVIL = "evil.example"
PAGES = (
    *("/", "/?page=2", "/posts/open-note/", "/posts/moved-from/", "/tags/", "/tags/optics/", "/series/"),
    *("/series/course/", "/archive/", "/feed/", "/tags/optics/feed/", "/sitemap.xml", "/sitemap-posts.xml"),
    *("/robots.txt", "/posts/open-note.md", "/no-such-page/", "/posts/no-such-note/", "/?page=999"),
)

# Fields that proxies, frameworks or WSGI servers trust.
NAMES = """
    X-Forwarded-Host X-Forwarded-Server X-Forwarded-Port X-Forwarded-Prefix X-Forwarded-Path X-Forwarded-Scheme
    X-Forwarded-Ssl X-Forwarded-Protocol X-Forwarded X-Forwarded-By X-Forwarded-Uri X-Host X-HTTP-Host-Override
    X-Original-Host X-Original-URL X-Rewrite-URL X-Original-URI X-Request-URI X-Script-Name X-Scheme X-Url-Scheme
    Front-End-Https X-Real-IP X-Client-IP True-Client-IP CF-Connecting-IP CF-Visitor X-ProxyUser-Ip Client-IP Via
    X-WAP-Profile X-Custom-IP-Authorization X-Backend-Host Base-Url Request-Uri Destination Proxy-Host Uri Url
    Script-Name Path-Info Remote-User Remote-Addr Server-Name Server-Port Query-String Request-Method Https
    Wsgi-Url-Scheme Http-Host Accept-Charset Accept From Origin Referer User-Agent Authorization Proxy-Authorization
    Proxy X-Requested-With Purpose Sec-Purpose X-Moz Save-Data Prefer Want-Digest Service-Worker X-Language
    Content-Type Content-Language Content-Location X-Csrftoken X-CSRF-Token Sec-Fetch-Dest Sec-Fetch-Mode
    Upgrade-Insecure-Requests Access-Control-Request-Method Access-Control-Request-Headers Traceparent Baggage
    Surrogate-Capability Pragma Max-Forwards Trailer If-Match If-Unmodified-Since Alt-Used Early-Data Link
"""
UNDERSCORED = """
    SCRIPT_NAME PATH_INFO Script_Name REMOTE_USER X_FORWARDED_PROTO X_FORWARDED_HOST X_FORWARDED_FOR HTTP_HOST
    QUERY_STRING REQUEST_METHOD ACCEPT_LANGUAGE ACCEPT_ENCODING IF_NONE_MATCH COOKIE HOST CONTENT_TYPE
    WSGI_URL_SCHEME RAW_URI SERVER_NAME lemma.content_version lemma.expires LEMMA_VERSION
"""

COMBINED: tuple[tuple[str, Fields], ...] = (
    ("two Host fields", (("Host", EVIL), ("Host", "localhost"))),
    ("the method overridden by POST", (("X-HTTP-Method-Override", "POST"), ("X-Method-Override", "DELETE"))),
    ("Forwarded", (("Forwarded", f"for={EVIL};host={EVIL};proto=gopher;by={EVIL}"),)),
    ("hop-by-hop Host", (("Connection", "close, Host, Cookie, X-Forwarded-Proto"),)),
    ("hop-by-hop languages", (("Connection", "Accept-Language, Accept-Encoding"), ("Accept-Language", "zh"))),
    ("no caching", (("Cache-Control", "no-cache, no-store, max-age=0"), ("Pragma", "no-cache"))),
    ("only if cached", (("Cache-Control", "only-if-cached"),)),
    ("any entity tag", (("If-None-Match", "*"),)),
    ("a foreign entity tag", (("If-None-Match", f'"{EVIL}", W/"x", ,,, "'),)),
    ("an entity tag without end", (("If-None-Match", '"' * 500),)),
    ("a time in the future", (("If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT"),)),
    ("a time that is none", (("If-Modified-Since", "Fri, 99 Foo -1 99:99:99 GMT"),)),
    ("the first bytes", (("Range", "bytes=0-9"),)),
    ("bytes that there are not", (("Range", "bytes=99999999-"),)),
    ("many ranges", (("Range", "bytes=" + ",".join(f"{n}-{n}" for n in range(300))),)),
    ("a range if unchanged", (("Range", "bytes=0-9"), ("If-Range", '"x"'))),
    ("100-continue", (("Expect", "100-continue"),)),
    ("an expectation that is unknown", (("Expect", EVIL),)),
    ("an upgrade", (("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQAAP__"), ("Connection", "Upgrade"))),
    ("trailers", (("TE", "trailers, deflate;q=0.5"), ("Trailer", "Host"))),
    ("folded field", (("X-A", "a\r\n Host: evil.example"),)),
    ("a field of 7 kB", (("X-A", EVIL * 580),)),
    ("ninety fields", tuple((f"X-{number}", EVIL) for number in range(90))),
    ("a field in UTF-8", (("X-A", "中文\u2028evil"),)),
    ("the scheme of another proxy", (("X-Forwarded-Protocol", "ssl"), ("X-Forwarded-Ssl", "on"))),
)
HOSTS = (
    *(EVIL, "", " ", "localhost:99999", "localhost:8080:80", "user@localhost", f"localhost@{EVIL}"),
    *(f"localhost/{EVIL}", f"localhost#{EVIL}", "localhost\t", "LOCALHOST", "localhost.", f"[::1]{EVIL}"),
    *(f"{EVIL}\\@localhost", "中文.example", "127.0.0.1", "localhost:8080 ", f"{EVIL}:<script>", '"><script>'),
    *("localhost?x", "-", "." * 60, "a" * 300),
)
LANGUAGES = (
    *("zh-hans", "zh;q=1, en;q=0", "*", "*;q=0", "tlh", "en;q=nan", "en;q=1e400, zh", "zh-hans-x-evil", "-", ";;;"),
    *("," * 900, "a" * 600, "en;q=-1", "zh_Hans", "../../etc/passwd", "%0d%0aSet-Cookie: a=b", "中文", "zh-" * 200),
    "x" * 40 + ";q=0.5",
)
ENCODINGS = (
    *("gzip", "br", "br;q=0, gzip;q=0", "*", "identity;q=0", "identity;q=0, *;q=0", "gzip;q=nan", "gzip;q=1;q=0"),
    *("deflate", "GZIP, BR", "zstd, dcb, dcz", "br;q=1.0e5", "gzip;q=", ", ,,", "br" * 300, "gzip\t;q=1", "x-gzip"),
)


def requests() -> Iterator[tuple[str, str, Request]]:
    """Titles, target pages and requests."""
    names = [*NAMES.split(), *UNDERSCORED.split()]
    for index, name in enumerate(names):
        value = {"Max-Forwards": "0", "Pragma": EVIL}.get(name, f"//{EVIL}" if "Name" in name else EVIL)
        for page in ("/", PAGES[1 + index % (len(PAGES) - 1)]):
            yield f"{name} on {page}", page, Request(page, headers=((name, value),))
    for prefix in (f"//{EVIL}", "/x", f"/{EVIL}", "//", "/\\evil"):
        for page in ("/", "/?page=2", "/posts/open-note/", "/tags/", "/no-such-page/"):
            for name in ("SCRIPT_NAME", "Script-Name", "script_name"):
                yield f"{name} {prefix} before {page}", page, Request(f"{prefix}{page}", headers=((name, prefix),))
    for title, fields in COMBINED:
        for page in ("/", "/posts/open-note/", "/feed/"):
            yield f"{title} on {page}", page, Request(page, headers=fields)
    for name, values in (("Host", HOSTS), ("Accept-Language", LANGUAGES), ("Accept-Encoding", ENCODINGS)):
        for value in values:
            for page in ("/", "/posts/moved-from/"):
                yield f"{name} {value[:40]!r} on {page}", page, Request(page, headers=((name, value),))


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    bystanders = Bystanders(target)
    for title, page, request in requests():
        yield bystanders.attempt(title, request, page)
