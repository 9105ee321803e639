"""The Redis or Valkey server of `CACHE_URL`: its client, its errors, and values as JSON."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import redis
from django.conf import settings

CACHE_ERRORS = (OSError, redis.RedisError)
"""Raised if Redis, or the file that replaces it, cannot be read or written."""


@cache
def get_redis_client() -> redis.Redis | None:
    """The client, one per process; `None` if `CACHE_URL` is empty."""
    if not settings.CACHE_LOCATION:
        return None
    return redis.Redis.from_url(settings.CACHE_LOCATION, **settings.REDIS_OPTIONS)


class JsonSerializer:
    """JSON instead of pickle: unpickling runs whatever code was stored. A value that is not JSON loads as `None`."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    def loads(self, stored: bytes) -> Any:
        try:
            return json.loads(stored)
        except ValueError:
            return None
