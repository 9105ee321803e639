"""Checks that every response must pass, for any request by any user."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.attack.wire import Request, Response

SLOW_S = 5.0
PATIENCE_S = 15.0
"""The limit for a response during which the server only waits."""
HIDDEN = re.compile(r"unseen\w+", re.IGNORECASE)
"""All words of hidden notes begin like this: see `fixtures`."""
BREACHES = {
    "a file of the server": re.compile(
        rb"SQLite format 3|^root:.*:0:0:|SECRET_KEY\s*=|BEGIN [A-Z ]*PRIVATE KEY", re.MULTILINE
    ),
    "a traceback": re.compile(rb"Traceback \(most recent call last\)|DEBUG = True|OperationalError|ProgrammingError"),
}
INVALID_HTTP = b"<html>\n  <head>\n    <title>"
"""The start of gunicorn's own error page, sent for invalid HTTP without calling the application."""
REQUIRED = {
    "X-Content-Type-Options": r"nosniff",
    "Referrer-Policy": r"\S",
    "Content-Security-Policy": r"default-src 'self'|sandbox",
    "X-Frame-Options": r"SAMEORIGIN|DENY",
    "Cross-Origin-Opener-Policy": r"same-origin",
    "Cross-Origin-Resource-Policy": r"same-(?:origin|site)",
    "Permissions-Policy": r"\S",
}
WITHOUT_PAGE = ("/static/", "/media/")


def universal_faults(
    request: Request, response: Response, site: str, *, is_signed_in: bool = False, is_trusted: bool = False
) -> Iterator[str]:
    """The faults of a response. `is_trusted`: the user may see the hidden notes."""
    if response.status == 0:
        yield "the connection ended without a response"
        return
    if response.status >= 500:
        yield f"status {response.status}"
    if response.cpu_seconds > SLOW_S or response.seconds > PATIENCE_S:
        yield f"it took {response.seconds:.1f} s, of the processor {response.cpu_seconds:.1f} s"
    yield from breaches(response)
    if response.is_public and response.status not in (200, 301, 304) and not request.target.startswith(WITHOUT_PAGE):
        yield f"a {response.status} says {response.header('Cache-Control')}"
    if response.is_public and response.header("Set-Cookie"):
        yield "a public response sets a cookie"
    if response.is_public and is_signed_in and not request.target.startswith(WITHOUT_PAGE):
        yield "a response to a signed-in user is public"
    if response.header("Access-Control-Allow-Origin") and not request.target.startswith("/static/"):
        yield "scripts of other sites may read it"
    if away := redirect_away(response, site):
        yield f"it redirects to {away}"
    if not is_trusted and (words := hidden_words(request, response)):
        yield f"it shows {', '.join(words)}"


def breaches(response: Response) -> Iterator[str]:
    for what, pattern in BREACHES.items():
        if pattern.search(response.body):
            yield f"it shows {what}"


def hidden_words(request: Request, response: Response) -> list[str]:
    """Words of hidden notes in a response, except those that the request contained."""
    seen = " ".join([response.text, *(value for _, value in response.headers)])
    said = request.says().lower()
    return sorted({word for word in map(str.lower, HIDDEN.findall(seen)) if word not in said})


def redirect_away(response: Response, site: str) -> str:
    """The location of a redirect to another site; empty for any other response."""
    location = response.header("Location")
    if not location:
        return ""
    # Browsers treat a backslash as a slash, and remove tabs and line breaks.
    parts = urlsplit(re.sub(r"[\t\r\n]", "", location).replace("\\", "/").strip())
    ours = urlsplit(site)
    is_here = (not parts.scheme and not parts.netloc) or (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc)
    return "" if is_here else location


def missing_headers(request: Request, response: Response) -> list[str]:
    if response.status == 304 or (400 <= response.status < 500 and response.body.startswith(INVALID_HTTP)):
        return []
    wanted = REQUIRED
    if request.target.startswith(WITHOUT_PAGE) and response.status in (200, 206):
        wanted = {"X-Content-Type-Options": REQUIRED["X-Content-Type-Options"]}
    return [name for name, pattern in wanted.items() if not re.search(pattern, response.header(name))]
