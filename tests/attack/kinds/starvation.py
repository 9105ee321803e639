"""Denial of service by expensive concurrent requests: a cached page must still be served in time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from statistics import median

from bench.processes import memory_mib
from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.forms import File
from tests.attack.hostile_images import animation
from tests.attack.response_checks import missing_headers
from tests.attack.target import Browser, Target
from tests.attack.wire import Request, Response

RIVALS = 10
LIMIT_S = 1.0
"""The limit for the median of the cached page, which takes a few milliseconds on an idle machine."""
MEMORY_MIB = 400
"""The limit per process: docs/operations.md asks for 1 GB for two processes, PostgreSQL and Valkey."""
HEAVY = "".join(
    f"$$\\begin{{pmatrix}}{'x_{%d} & ' * 30 % tuple(range(n, n + 30))}\\end{{pmatrix}}$$\n\n" for n in range(120)
)


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    author = Browser.signed_in(target, fixtures.author)
    image = File("a.gif", animation("GIF", 60, (500, 500)), "image/gif")
    loads = {
        "previews": [
            author.post("/admin/editor/preview/", {"content": f"{n}\n\n{HEAVY}", "title": "T", "language": "en"})
            for n in range(RIVALS)
        ],
        "uploads": [author.post("/admin/editor/upload/", {}, {"image": image}) for _ in range(RIVALS)],
        "searches": [Request(f"/admin/notes/post/?q={'a+' * 200}{n}") for n in range(RIVALS)],
        "unknown addresses": [Request(f"/posts/nothing-{n}/") for n in range(RIVALS * 5)],
        "pages that do not exist": [Request(f"/?page={10**6 - n}") for n in range(RIVALS * 5)],
    }
    cookies = tuple(author.cookie_header())
    for name, requests in loads.items():
        yield from crowded(target, name, [request.with_headers(*cookies) for request in requests])
    for worker in target.server.workers():
        resident, _shared = memory_mib(worker)
        fault = f"a process has grown to {resident:.0f} MiB" if resident > MEMORY_MIB else ""
        yield Attempt("the memory of a process", "", fault)


def crowded(target: Target, name: str, requests: list[Request]) -> Iterator[Attempt]:
    """Send all requests at once, and request a cached page until they are finished."""
    for _ in range(4):
        target.get("/posts/open-note/")
    waits: list[float] = []
    with ThreadPoolExecutor(len(requests)) as pool:
        futures = [pool.submit(target.send, request) for request in requests]
        while not all(map(Future.done, futures)) or len(waits) < 10:
            start = time.monotonic()
            target.get("/posts/open-note/")
            waits.append(time.monotonic() - start)
            time.sleep(0.02)
    slow = f"the cached page took {median(waits):.1f} s at the median" if median(waits) > LIMIT_S else ""
    yield Attempt(f"a cached page beside {len(requests)} {name}", requests[0].curl(), slow)
    for request, future in zip(requests, futures, strict=True):
        yield Attempt(f"one of {len(requests)} {name}", request.curl(), refusal_faults(request, future.result()))


def refusal_faults(request: Request, response: Response) -> str:
    """Faults of a response under load. A 429 or 503 with `Retry-After` is none."""
    if response.status in (429, 503) and not response.header("Retry-After"):
        return f"a {response.status} without Retry-After"
    if response.status == 429 and "message" not in response.text:
        return "a 429 without a message"
    if response.status == 0 or (response.status >= 500 and response.status != 503):
        return f"status {response.status}"
    missing = missing_headers(request, response)
    return f"status {response.status} without {', '.join(missing)}" if missing else ""
