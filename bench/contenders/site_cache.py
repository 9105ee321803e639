"""Lemma's settings with Django's own per-site cache in place of Lemma's page cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from site_config.settings import *  # noqa: F403
from site_config.settings import CACHES, MIDDLEWARE

# Django's cache keeps nothing that a browser may not keep.
PAGE_CACHE_CONTROL = "public, max-age=600"
CACHE_MIDDLEWARE_SECONDS = 600
# It keeps whole responses, which only pickle can hold: without Lemma's serializer.
CACHES = CACHES | {"pages": {name: value for name, value in CACHES["default"].items() if name != "OPTIONS"}}
CACHE_MIDDLEWARE_ALIAS = "pages"
MIDDLEWARE = [
    "bench.contenders.site_cache.shareable",
    "django.middleware.cache.UpdateCacheMiddleware",
    *MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]


def shareable(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: requests that ask for a page that can be shared, as those that come through Lemma's page cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.META["lemma.expires"] = None
        return get_response(request)

    return middleware
