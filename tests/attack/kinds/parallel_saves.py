"""The same form sent several times at once: only one may win, and its text is the one that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.attack.attempts import Attempt
from tests.attack.kinds.stale_forms import path_of, values_of
from tests.attack.scene import Scene
from tests.attack.target import Reader, Target
from tests.factories import make_post

RIVALS = 8
TIMES = 4


def attempts(target: Target, scene: Scene) -> Iterator[Attempt]:
    author = Reader.signed_in(target, scene.author)
    for buttons in (("_save",) * RIVALS, ("_publish", "_unpublish") * (RIVALS // 2)):
        for _ in range(TIMES):
            yield rivals(target, scene, author, buttons)


def rivals(target: Target, scene: Scene, author: Reader, buttons: tuple[str, ...]) -> Attempt:
    post = make_post("Contested", author=scene.author)
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
