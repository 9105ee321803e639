"""Open redirects, header injection, and log-in: session fixation, user enumeration, injection."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.target import Browser, Check, Target
from tests.attack.wire import Request, Response
from tests.factories import PASSWORD

ELSEWHERE = (
    *("//evil.example", "https://evil.example", "http:evil.example", "https:/evil.example", "///evil.example"),
    *("/\\evil.example", "\\\\evil.example", "/\t/evil.example", "\t//evil.example", "//evil.example%2f.."),
    *("http://localhost:8080@evil.example/", "https://notes.example@evil.example/"),
    *("https://notes.example.evil.example/", "javascript:alert(1)", "data:text/html,x", "//evil。example"),
    *("/%09/evil.example", "/%5cevil.example", "https://evil.example\\@notes.example/", "////", "//", "/\x00/evil"),
    *("/x\r\nSet-Cookie: evil=1", "/x%0d%0aSet-Cookie: evil=1", "/x\nX-Evil: 1", "/\u010a\u010dX-Evil: 1", "x" * 3000),
    *("//[", "http://[::1"),
)
CHOSEN = "chosenbytheattacker0000000000000"
FIELDS = ("evil", "x-evil")


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    author = Browser.signed_in(target, fixtures.author)
    for place in ELSEWHERE:
        query = quote(place, safe="")
        for path in (
            f"/admin/login/?next={query}",
            f"/language/?next={query}",
            f"/?next={query}",
            f"/admin/logout/?next={query}",
        ):
            yield target.attempt(f"{urlsplit(path).path} with next {place[:40]!r}", Request(path), injected)
        signed_in = Request(f"/admin/login/?next={query}")
        yield target.attempt(f"log-in when signed in with next {place[:40]!r}", signed_in, injected, browser=author)
        visitor = Browser(target)
        switch = visitor.post("/language/", {"language": "zh-hans", "next": place})
        yield target.attempt(f"language with next {place[:40]!r}", switch, injected, browser=visitor)
        for name in ("Referer", "Origin"):
            request = Request("/language/", "POST", ((name, place.replace("\0", "")), ("Content-Type", "text/plain")))
            yield target.attempt(f"language with {name} {place[:40]!r}", request, injected)
    for language in ("zh-hans\r\nX-Evil: 1", "tlh", "../../etc", "zh-hans; Path=/evil", "\0", "x" * 5000, ""):
        switch = Browser(target).post("/language/", {"language": language, "next": "/"})
        yield target.attempt(f"the language {language[:30]!r}", switch, injected)
    for slash in (
        "/archive%0d%0aX-Evil:1",
        "/posts/x%0d%0aX-Evil:1",
        "/posts/%0d%0aX-Evil:1/",
        "/tags/moved%0aX-Evil:1/",
        "//evil.example/archive",
    ):
        yield target.attempt(f"the address {slash}", Request(slash), injected)
    yield from log_ins(target, fixtures)


def log_ins(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    """Log in with foreign destinations, with a chosen session ID, and with unknown names."""
    for place in ("//evil.example/", "/admin/", ""):
        visitor = Browser(target)
        visitor.token()
        visitor.cookies["sessionid"] = CHOSEN
        values = {"username": fixtures.author.username, "password": PASSWORD, "next": place}
        request = visitor.post(f"/admin/login/?next={quote(place)}", values)
        yield target.attempt(f"logging in with next {place!r}", request, arrives(target, visitor), browser=visitor)
    answers = {}
    for name in (fixtures.author.username, "nobody-of-this-name", fixtures.reader.username):
        visitor = Browser(target)
        request = visitor.post("/admin/login/", {"username": name, "password": "wrong"})
        answers[name] = visitor.send(request).text.partition("errornote")[2].partition("</p>")[0]
        fault = "" if len(set(answers.values())) == 1 else "the message tells whether the name exists"
        yield Attempt(f"a wrong password for {name}", request.curl(), fault)
    for name in ("' OR 1=1 --", "author\0", "author'--", "\udcff", "a" * 10_000, "{{7*7}}", "*", "author)(|(x=*"):
        visitor = Browser(target)
        request = visitor.post("/admin/login/", {"username": name, "password": name})
        yield target.attempt(f"logging in as {name[:20]!r}", request, has_no_session, browser=visitor)


def arrives(target: Target, visitor: Browser) -> Check:
    """A log-in must create a new session, and redirect to an address that exists."""

    def check(response: Response) -> str:
        if response.status != 302:
            return f"logging in failed with status {response.status}"
        if CHOSEN in response.header("Set-Cookie") or "sessionid=" not in response.header("Set-Cookie"):
            return "the session is one that the attacker chose"
        cookies = "; ".join(f"{n}={v}" for n, v in [*visitor.cookies.items(), *set_cookies(response)])
        address = urlsplit(urljoin(target.site_url, response.header("Location"))).path
        status = target.send(Request(address, headers=(("Cookie", cookies),))).status
        weak = [flag for flag in cookie_flags(target) if flag not in response.header("Set-Cookie")]
        return f"it ends at {address}, status {status}" if status >= 400 else f"cookies without {weak}" if weak else ""

    return check


def set_cookies(response: Response) -> Iterator[tuple[str, str]]:
    for name, value in response.headers:
        if name.lower() == "set-cookie":
            key, _, rest = value.partition("=")
            yield key, rest.partition(";")[0]


def cookie_flags(target: Target) -> tuple[str, ...]:
    return ("HttpOnly", "SameSite", "Secure") if target.site_url.startswith("https") else ("HttpOnly", "SameSite")


def has_no_session(response: Response) -> str:
    return "it is logged in" if "sessionid=" in response.header("Set-Cookie") else ""


def injected(response: Response) -> str:
    """Header fields or cookies injected by the attacker."""
    names = [name for name, value in response.headers if name.lower() in FIELDS or value.lower().startswith("evil=")]
    return f"it sets the field {', '.join(names)}" if names else ""
