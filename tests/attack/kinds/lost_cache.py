"""A cache server that is down or rejects writes: a note unpublished meanwhile must not stay public."""

from __future__ import annotations

import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlsplit

from notes.models import Post
from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.kinds.lost_database import OTHERS, PUBLIC, judged, unavailable
from tests.attack.target import Browser, Target, second_site
from tests.attack.wire import Request
from tests.factories import make_post
from tests.production.forwarder import Forwarder, pump

REFUSALS = {
    "a full memory": b"-OOM command not allowed when used memory > 'maxmemory'.\r\n",
    "an unwritable disk": b"-MISCONF Redis is configured to save RDB snapshots, but is unable to persist to disk.\r\n",
    "a read-only replica": b"-READONLY You can't write against a read only replica.\r\n",
}
COMMAND = re.compile(rb"\*\d+\r\n\$\d+\r\n(\w+)\r\n")
READING = {b"GET", b"MGET", b"PING", b"HELLO", b"CLIENT", b"SELECT", b"INFO", b"TTL", b"EXISTS", b"WATCH", b"UNWATCH"}
ANNOUNCED_S = 5.0
"""The limit until no machine serves an unpublished note."""


class RefusingForwarder(Forwarder):
    """Answers commands that write with the error `refusal`, if it is set."""

    refusal = b""
    refused = 0

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = socket.create_connection(self._target)
                self._sockets += [near, far]
                threading.Thread(target=self._commands, args=(near, far), daemon=True).start()
                threading.Thread(target=pump, args=(far, near), daemon=True).start()

    def _commands(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                names = [name.upper() for name in COMMAND.findall(data)]
                if self.refusal and not READING.issuperset(names):
                    self.refused += 1
                    client.sendall(self.refusal * len(names))
                else:
                    server.sendall(data)
        server.close()


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    if "CACHE_URL" not in os.environ:
        return
    parts = urlsplit(os.environ["CACHE_URL"])
    forwarder = RefusingForwarder(parts.hostname or "", parts.port or 6379)
    with second_site(target, CACHE_URL=parts._replace(netloc=f"127.0.0.1:{forwarder.port}").geturl()) as second:
        for name, refusal in REFUSALS.items():
            forwarder.refusal = refusal
            forwarder.refused = 0
            yield from withdrawn(target, second, fixtures, f"with {name}")
            if not forwarder.refused:
                raise AssertionError("The site wrote nothing to the cache server, so that nothing was refused")
            forwarder.refusal = b""
        forwarder.down()
        yield from withdrawn(target, second, fixtures, "without the cache server")
        forwarder.up()
        yield from withdrawn(target, second, fixtures, "once it is back")
        forwarder.down()


def withdrawn(target: Target, second: Target, fixtures: Fixtures, when: str) -> Iterator[Attempt]:
    """Unpublish a note on one machine, and request it on that and on another one."""
    author = Browser.signed_in(second, fixtures.author)
    post = make_post(f"Withdrawn {when}", author=fixtures.author)
    change = f"/admin/notes/post/{post.pk}/change/"
    addresses = (post.get_absolute_url(), "/", "/feed/", "/archive/")
    for address in addresses * 2:
        target.get(address)
        second.get(address)
    request = author.post(change, author.form(change) | {"_unpublish": ["1"]})
    yield judged(second, when, request, tuple(author.cookie_header()))
    if Post.objects.filter(pk=post.pk, published_at=None).exists():
        for machine, place in ((second, "the same machine"), (target, "another machine")):
            for address in addresses:
                yield gone(machine, post, address, f"{when}, on {place}")
    for path in (*PUBLIC, *OTHERS):
        yield judged(second, when, Request(path))
    post.delete()


def gone(target: Target, post: Post, address: str, when: str) -> Attempt:
    deadline = time.monotonic() + ANNOUNCED_S
    while (response := target.get(address)) and post.title in response.text and time.monotonic() < deadline:
        time.sleep(0.1)
    fault = (
        f"still public after {ANNOUNCED_S:.0f} s"
        if post.title in response.text
        else unavailable(Request(address), response)
    )
    return Attempt(f"{address} after unpublishing {when}", f"curl -i http://127.0.0.1:8000{address}", fault)
