"""Race conditions: the same form sent several times at once. One save may succeed, and its text must be stored."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.kinds.stale_forms import path_of, values_of
from tests.attack.target import Browser, Target
from tests.factories import make_post

RIVALS = 8
TIMES = 4


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    author = Browser.signed_in(target, fixtures.author)
    for buttons in (("_save",) * RIVALS, ("_publish", "_unpublish") * (RIVALS // 2)):
        for _ in range(TIMES):
            yield rivals(target, fixtures, author, buttons)


def rivals(target: Target, fixtures: Fixtures, author: Browser, buttons: tuple[str, ...]) -> Attempt:
    post = make_post("Contested", author=fixtures.author)
    opened = author.form(path_of(post))
    requests = [
        author.post(path_of(post), opened | {"title": [f"By {n}"], button: ["1"]}) for n, button in enumerate(buttons)
    ]
    cookies = [*author.cookie_header()]
    with ThreadPoolExecutor(len(requests)) as pool:
        statuses = [reply.status for reply in pool.map(target.send, [r.with_headers(*cookies) for r in requests])]
    winners = [number for number, status in enumerate(statuses) if status == 302]
    kept = values_of(post)
    fault = "" if len(winners) <= 1 else f"{len(winners)} of {len(buttons)} saves won"
    if not fault and winners and kept["title"] != f"By {winners[0]}":
        fault = f"save {winners[0]} was acknowledged and {kept['title']!r} kept"
    if bad := [status for status in statuses if status not in (200, 302, 409)]:
        fault = f"statuses {bad}"
    return Attempt(f"{len(buttons)} saves at once by {buttons[0]}", requests[0].curl(), fault)
