"""The cache key of a public page, and the request from which Django renders the page.

That request is built from the fields of the key alone. Everything else that a visitor sends (other headers, cookies,
query parameters, SCRIPT_NAME) never reaches Django, so it cannot end up in a page that is sent to others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http.request import split_domain_port
from django.utils.translation import get_language_from_request

from notes.page_cache.public import Parameters, parameters_at

Environ = dict[str, Any]

# Variables that describe the server, and are the same for every request.
SERVER_VARIABLES = ("wsgi.version", "wsgi.errors", "wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once")


@dataclass(frozen=True, slots=True)
class CacheKey:
    """Everything that a public page depends on."""

    scheme: str
    host: str
    path: str
    query: str
    language: str

    def __str__(self) -> str:
        return f"{self.language} {self.scheme}://{self.host}{quote(self.path)}?{self.query}"

    def environ(self, server: Environ) -> Environ:
        """The WSGI environment of a request for the page; the variables of `SERVER_VARIABLES` come from `server`."""
        domain, port = split_domain_port(self.host)
        return {name: server[name] for name in SERVER_VARIABLES if name in server} | {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path.encode().decode("latin-1"),
            "QUERY_STRING": self.query,
            "SERVER_NAME": domain,
            "SERVER_PORT": port or ("443" if self.scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "HTTP_ACCEPT_LANGUAGE": self.language,
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": BytesIO(),
        }


@dataclass(frozen=True, slots=True)
class PublicRequest:
    """An anonymous visitor's request for a public page.

    `is_shareable` is false if the response must not be stored: for an invalid value such as `?page=x`, and for a path
    without its trailing slash, since there are infinitely many of either.
    """

    key: CacheKey
    encoding: str
    is_shareable: bool


def public_request(environ: Environ) -> PublicRequest | None:
    """The request for a public page; `None` if Django has to handle the request as it was sent."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    # Let Django parse the request. It modifies the environment, hence the copy, and may raise for a CONTENT_TYPE.
    request = WSGIRequest({name: value for name, value in environ.items() if name != "CONTENT_TYPE"})
    path = request.path_info
    parameters = parameters_at(path)
    is_page = parameters is not None
    if parameters is None and settings.APPEND_SLASH and not path.endswith("/"):
        parameters = parameters_at(f"{path}/")
    if parameters is None or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    try:
        host = request.get_host().lower()
    except DisallowedHost:
        return None
    values = normalize_query(environ.get("QUERY_STRING", ""), parameters)
    key = CacheKey(request.scheme or "http", host, path, urlencode(values), get_language_from_request(request))
    is_shareable = is_page and all(parameters[name].fullmatch(value) for name, value in values.items())
    return PublicRequest(key, negotiate_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")), is_shareable)


def normalize_query(query: str, parameters: Parameters) -> dict[str, str]:
    """The values of the parameters that the page declares, sorted by name; the last of several values, as in Django."""
    if not query:
        return {}
    fields = dict(parse_qsl(query.encode("latin-1").decode(errors="replace"), keep_blank_values=True))
    return {name: fields[name] for name in sorted(parameters) if name in fields}


@lru_cache(maxsize=1024)
def negotiate_encoding(accepted: str) -> str:
    """The first of `br`, `gzip` and `identity` that an Accept-Encoding header allows."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        weight = re.search(r"q=([^;]*)", parameters)
        try:
            weights[name.strip()] = float(weight[1]) if weight else 1.0
        except ValueError:
            continue
    return next((name for name in ("br", "gzip") if weights.get(name, 0.0) > 0), "identity")
