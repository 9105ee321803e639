"""A note is unpublished on one machine, over HTTP; what another machine then sends."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.production.conftest import Start
from tests.production.server import Server
from tests.redis_server import RedisServer

READS = 8
"""Enough requests for both processes of a machine to answer some."""


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def machines(start: Start, redis_server: RedisServer) -> list[Server]:
    return [start(CACHE_URL=redis_server.url) for _ in range(2)]


def publish(machine: Server, session: str, action: str) -> None:
    """Press a button of the list of posts."""
    token = re.search(r"csrftoken=(\w+)", session)
    assert token
    selected = re.search(
        r'name="_selected_action" value="(\d+)"', machine.request("/admin/notes/post/", cookie=session).body.decode()
    )
    assert selected
    fields = {"action": action, "_selected_action": selected[1], "csrfmiddlewaretoken": token[1]}
    assert machine.post("/admin/notes/post/", fields, cookie=session).status == 302


def shows(machine: Server) -> bool:
    replies = [machine.request(path) for path in ("/", "/posts/first/", "/feed/") for _ in range(READS)]
    return any(b"First" in reply.body for reply in replies if reply.status == 200)


@pytest.mark.parametrize("maxmemory", ["0", "1"], ids=["Redis takes writes", "Redis refuses writes"])
def test_no_machine_shows_a_note_after_the_admin_unpublished_it(
    maxmemory: str, machines: list[Server], redis_server: RedisServer
) -> None:
    session = machines[0].log_in()
    assert [shows(machine) for machine in machines] == [True, True]
    redis_server.admin.config_set("maxmemory-policy", "noeviction")
    redis_server.admin.config_set("maxmemory", maxmemory)
    try:
        publish(machines[0], session, "unpublish")
        assert [shows(machine) for machine in reversed(machines)] == [False, False]
    finally:
        redis_server.admin.config_set("maxmemory", "0")
        publish(machines[0], session, "publish")
    assert [shows(machine) for machine in machines] == [True, True]
