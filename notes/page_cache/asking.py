"""Which requests ask for a page that is the same for all, and what such a page depends on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.utils.translation import get_language_from_request

PUBLIC_PATH = re.compile(r"/(?:$|(?:posts|tags|series)/|(?:archive|feed)/$|sitemap(?:-[a-z]+)?\.xml$|robots\.txt$)")

# What else stands in a query changes nothing on a page, and must not multiply what is kept of it.
MEANINGFUL = {"page": re.compile(r"[1-9]\d{0,6}"), "year": re.compile(r"[1-9]\d{3}"), "p": re.compile(r"[1-9]\d{0,3}")}
MAX_PATH_LENGTH = 1000

Environ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a public page: `key` names the page with all it depends on, `encoding` how its body is to come."""

    key: str
    encoding: str


def asked(environ: Environ) -> Asked | None:
    """What a request asks for; `None` if it is not for a public page, or comes from somebody who is signed in."""
    path: str = environ.get("PATH_INFO", "")
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or len(path) > MAX_PATH_LENGTH or not PUBLIC_PATH.match(path):
        return None
    cookies: str = environ.get("HTTP_COOKIE", "")
    if cookies and settings.SESSION_COOKIE_NAME in cookies:
        return None
    query = environ.get("QUERY_STRING", "")
    meaning = meaning_of(query) if query else ""
    if meaning is None:
        return None
    language = language_of(cookies if "language" in cookies else "", environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    encoding = encoding_of(environ.get("HTTP_ACCEPT_ENCODING", ""))
    place = f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}{path}?{meaning}"
    return Asked(f"{language} {encoding} {place}", encoding)


@lru_cache(maxsize=1024)
def meaning_of(query: str) -> str | None:
    """The part of a query that changes a page, in one order; `None` for a value that no page has."""
    try:
        fields = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=50))
    except ValueError:
        return None
    known = {name: value for name, value in sorted(fields.items()) if name in MEANINGFUL}
    if not all(MEANINGFUL[name].fullmatch(value) for name, value in known.items()):
        return None
    return "&".join(f"{name}={value}" for name, value in known.items())


@lru_cache(maxsize=4096)
def language_of(cookies: str, accepted: str) -> str:
    """The language that Django would choose."""
    chosen = re.search(rf"(?:^|;\s*){re.escape(settings.LANGUAGE_COOKIE_NAME)}=([\w-]*)", cookies)
    request = SimpleNamespace(
        COOKIES={settings.LANGUAGE_COOKIE_NAME: chosen[1]} if chosen else {}, META={"HTTP_ACCEPT_LANGUAGE": accepted}
    )
    return get_language_from_request(request)  # type: ignore[arg-type]


@lru_cache(maxsize=1024)
def encoding_of(accepted: str) -> str:
    """The best of `br`, `gzip` and `identity` that a reader accepts."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        weight = re.search(r"q=([^;]*)", parameters)
        try:
            weights[name.strip()] = float(weight[1]) if weight else 1.0
        except ValueError:
            continue
    return next((name for name in ("br", "gzip") if weights.get(name, 0.0) > 0), "identity")
