"""Path traversal, and paths that two parts of a server may normalise differently."""

from __future__ import annotations

from collections.abc import Iterator

from tests.attack.attempts import Attempt
from tests.attack.bystanders import Bystanders
from tests.attack.fixtures import Fixtures
from tests.attack.target import Target
from tests.attack.wire import Request, Response

PAGES = ("/posts/open-note/", "/tags/optics/", "/feed/", "/")
# Paths with an encoded query, and the page whose cache key they must not share.
ENCODED_QUERIES = (
    ("/tags/optics/%3Fpage=2", "/tags/optics/?page=2"),
    ("/tags/optics/%3F", "/tags/optics/"),
    ("/%3Fpage=2", "/?page=2"),
    ("/?page=2%26year=2020", "/?page=2"),
    ("/?page=2;year=2020", "/?page=2"),
    ("/archive/%3Fyear=2020?page=1", "/archive/"),
)
SPELLINGS = (
    *("/{}", "//{}", "/./{}", "/x/../{}", "/x/..;/{}", "/%2e/{}", "/x/%2e%2e/{}", "/%2f{}", "/%5c{}", "/\\{}", "{}%00"),
    *("{}%2f", "{}..", "{}.", "{}%20", "{}%09", "{}%0a", "{}%0d%0aX-Evil:1", "{};a=b", "{};jsessionid=x", "{}#evil"),
    *("{}%23evil", "{}%3Fpage=2", "{}evil.css", "{}%2fevil.js", "{};evil.css", "{}.json", "{}~", "{}?.css", "{}//"),
    *("{}/", "{}./", "{}%c0%ae", "{}%c0%af", "{}%ff", "{}%EF%BC%8F", "{}%E2%80%8B", "{}%u002f", "{}%252f"),
    *("{}%25%32%66", "{}*", "{}'", '{}"><script>', "{}<x>", "{}%", "{}%zz"),
)
# Files that a successful traversal discloses; `response_checks` detects their contents.
FILES = (
    *("lemma.sqlite3", "content-version", "../lemma.sqlite3", "../../etc/passwd", "../../../../../../etc/passwd"),
    "../manage.py",
)
TRAVERSALS = (
    *("/media/{}", "/media/../{}", "/media/%2e%2e/{}", "/media/..%2f{}", "/media/%2e%2e%2f{}", "/media/..%5c{}"),
    *("/media//{}", "/media/images/../../{}", "/media/....//{}", "/media/..%252f{}", "/media/..;/{}"),
    *("/media/%c0%ae%c0%ae/{}", "/media/.%00./{}", "/static/{}", "/static/../{}", "/static/%2e%2e/{}"),
    *("/static/..%2f{}", "/static/css/../../{}", "/static//{}", "/static/..%5c{}"),
)
DIRECTORIES = (
    *("/media/", "/media/images/", "/media/images", "/static/", "/static/css/", "/static/js/editor/", "/media/."),
    "/media/./images/",
)
SECRETS = (
    *("/.env", "/.git/config", "/.git/HEAD", "/manage.py", "/site_config/settings.py", "/static/.env"),
    *("/static/staticfiles.json.bak", "/server-status", "/debug", "/__debug__/", "/admin/doc/", "/phpinfo.php"),
    *("/wp-login.php", "/metrics", "/actuator/env", "/console", "/admin/jsi18n/", "/admin/logout/"),
    *("/admin/login/admin/", "/healthz/", "/healthz%00", "/robots.txt/", "/sitemap-evil.xml", "/sitemap-..xml"),
    *("/sitemap-posts.xml.gz", "/sitemap-posts.xml?p=0", "/sitemap-posts.xml?p=99999999999999999999", "/favicon.ico"),
)
TARGETS = (
    *("http://evil.example/", "https://localhost:8080/", "http://localhost:8080//evil.example/", "http:///"),
    *("HTTP://EVIL", "//evil.example", "//evil.example/posts/open-note", "*", "/", "", "?page=2", "evil"),
    *("http://evil.example/posts/open-note", "\\evil", "/ /evil", "/posts/open-note/ HTTP/1.1\r\nX-Evil: 1\r\nX:"),
    *("/\r\nX-Evil: 1", "/\x00", "/\x7f", "/中文/", "/posts/\udcff\udcfe/", "/" + "a" * 4000, "/" + "a/" * 1500),
    *("/posts/" + "%41" * 1300 + "/", "/posts//evil.example/", "///evil.example/..", "/%2f%2fevil.example/"),
    *("/\t/evil", "//evil.example/archive", "/\\evil.example/archive", "/%5cevil.example/archive"),
    *("//evil.example%2f..%2farchive", "/posts/..%2ffeed", "////archive", "/.//evil.example", "/archive//evil.example"),
    *("//localhost:8080@evil.example/feed", "/feed%2f", "/http://evil.example/feed"),
)


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    bystanders = Bystanders(target)
    for page in PAGES:
        for spelling in SPELLINGS:
            request = Request(spelling.format(page))
            yield bystanders.attempt(f"{request.target!r} for {page}", request, page)
    for text, page in ENCODED_QUERIES:
        yield bystanders.attempt(f"{text} for {page}", Request(text), page)
    for text in TARGETS:
        yield bystanders.attempt(f"the target {text[:60]!r}", Request(text), "/")
    for traversal in TRAVERSALS:
        for file in FILES:
            request = Request(traversal.format(file))
            yield target.attempt(f"the file {file} by {traversal}", request, is_absent)
    for path in (*DIRECTORIES, *SECRETS):
        yield target.attempt(f"the address {path}", Request(path), lists_no_files)


def is_absent(response: Response) -> str:
    return "it sends a file" if response.status in (200, 206) else ""


def lists_no_files(response: Response) -> str:
    return "it lists a folder" if b"Index of" in response.body or b"Directory listing" in response.body else ""
