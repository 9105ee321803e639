"""A WSGI function that answers with recorded bytes: the least that a Python server can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bench.contenders.recorded import recorded

STATUS, HEADERS, BODY = recorded()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response(STATUS, HEADERS)
    return [BODY]
