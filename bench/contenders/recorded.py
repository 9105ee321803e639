"""A reply of Lemma's, kept in a file, so that others can give the same."""

from __future__ import annotations

import json
import os
from http import HTTPStatus
from pathlib import Path

from bench.reader import Reply

# Gunicorn writes these itself.
SERVERS_OWN = frozenset({"date", "server", "connection", "transfer-encoding"})


def record(reply: Reply, file: Path) -> Path:
    headers = [(name.title(), value) for name, value in reply.headers.items() if name not in SERVERS_OWN]
    file.write_bytes(
        json.dumps([f"{reply.status} {HTTPStatus(reply.status).phrase}", headers]).encode() + b"\n" + reply.body
    )
    return file


def recorded() -> tuple[str, list[tuple[str, str]], bytes]:
    """The status, the headers and the body in the file that the environment names."""
    head, _, body = Path(os.environ["BENCH_REPLY"]).read_bytes().partition(b"\n")
    status, headers = json.loads(head)
    return status, [(name, value) for name, value in headers], body
