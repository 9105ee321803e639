"""A reader with a browser's headers, who keeps one connection open."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bench.processes import HOST, Server
from bench.site import HOST_NAME

BROWSER = {
    "Host": HOST_NAME,
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}
PLAIN = BROWSER | {"Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class Reader:
    def __init__(self, server: Server, headers: Mapping[str, str] = BROWSER) -> None:
        self._connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
        self._headers = dict(headers)

    def get(self, path: str) -> Reply:
        """What the server answers; raises where that is an error."""
        started = time.perf_counter()
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - started
        if response.status >= 400:
            raise RuntimeError(f"{path} answers {response.status}")
        return Reply(response.status, {name.lower(): value for name, value in response.getheaders()}, body, seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._connection.close()
