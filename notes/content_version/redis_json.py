"""How remembered values stand in a cache server."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.retry import Retry

# A server that hangs must not hold up a page. One retry, for a connection that a restarted server has closed.
CONNECTION: dict[str, Any] = {
    "socket_timeout": 1,
    "socket_connect_timeout": 0.5,
    "retry": Retry(NoBackoff(), 1, (redis.ConnectionError,)),
}


class JsonEntries:
    """JSON in place of Django's pickle, which would run what others put there. What is no JSON was never remembered."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")

    def loads(self, stored: bytes) -> Any:
        try:
            return json.loads(stored)
        except ValueError:
            return None


class Client(RedisCacheClient):
    """Makes redis-py's client once: Django makes one for each command, which takes as long as the command."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._client: Any = cache(self._client)


class Entries(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client
        self._options = CONNECTION | params.get("OPTIONS", {})
