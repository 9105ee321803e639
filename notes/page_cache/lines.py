"""Asking a cache server over a connection of one's own."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import Any

import redis


class Lines:
    """A connection to the server for each thread, made when it first asks.

    redis-py's client chooses a connection anew for each command, watches it and writes down how long it took: 60 µs of
    the 200 in which a page is found and sent.
    """

    def __init__(self, client: redis.Redis) -> None:
        self._pool = client.connection_pool
        self._own = threading.local()

    def ask(self, *commands: Sequence[Any]) -> list[Any]:
        """The server's answers to commands that are sent together. Raises `redis.RedisError`."""
        line = self._line()
        try:
            return self._answers(line, commands)
        except redis.ConnectionError:
            # It has hung up, perhaps only to start anew. A line that failed is closed, and opens when it is used.
            return self._answers(line, commands)

    def _answers(self, line: Any, commands: Sequence[Sequence[Any]]) -> list[Any]:
        line.send_packed_command(line.pack_commands(commands))
        try:
            return [line.read_response() for _command in commands]
        except redis.ResponseError:
            # Some answers are still to come, and would be taken for those of the next commands.
            line.disconnect()
            raise

    def _line(self) -> Any:
        # A process that was forked must not talk over its parent's connection.
        if getattr(self._own, "process", None) != os.getpid():
            self._own.process, self._own.line = os.getpid(), self._pool.make_connection()
        return self._own.line
