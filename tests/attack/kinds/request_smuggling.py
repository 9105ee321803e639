"""Request smuggling: requests whose end a proxy and gunicorn might see in different places (RFC 9112, 11.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.attack.attempts import Attempt
from tests.attack.bystanders import Bystanders
from tests.attack.fixtures import Fixtures
from tests.attack.target import Target
from tests.attack.wire import exchange, shown

PAGES = ("/", "/tags/", "/posts/open-note/")
HIDDEN = b"GET /tags/ HTTP/1.1\r\nHost: smuggled.example\r\nX: y\r\n\r\n"
CHUNKED = b"0\r\n\r\n" + HIDDEN
STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})")

# All are ambiguous or invalid: the server must reject them, or close the connection after the response.
HEADERS = (
    *("Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
    *("Content-Length: 6\r\nContent-Length: 5", "Content-Length: 5, 6", "Content-Length: 5\r\nContent-Length: 0"),
    *("Content-Length: +5", "Content-Length: -1", "Content-Length: 0x5", "Content-Length: 5_0", "Content-Length: ５"),
    *("Content-Length:\r\n 5", "Content-Length : 5", "Content-Length\t: 5", " Content-Length: 5"),
    *("Content-Length: 5;a", "Content-Length: ", "Transfer-Encoding: xchunked", "Transfer-Encoding : chunked"),
    *("Transfer-Encoding: chunked, identity", "Transfer-Encoding: identity"),
    "Transfer-Encoding:\tchunked\r\nContent-Length: 5",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\nContent-Length: 5",
    *("Transfer-Encoding: chunKed\r\nContent-Length: 5", 'Transfer-Encoding: "chunked"'),
    *("Transfer-Encoding: chunked;q=1", "Transfer-Encoding:\x0bchunked"),
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
    "Transfer-Encoding: chunked\r\nTransfer_Encoding: x\r\nContent-Length: 5",
    *("X: x\nTransfer-Encoding: chunked\r\nContent-Length: 5", "X: x\rTransfer-Encoding: chunked\r\nContent-Length: 5"),
    "Foo\x00: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
    "Transfer-Encoding: gzip, chunked\r\nContent-Length: 5",
    "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
)
CHUNKS = (
    *(b"0x0\r\n\r\n", b"+0\r\n\r\n", b"-1\r\n\r\n", b"0_0\r\n\r\n", b" 0\r\n\r\n", b"0 \r\n\r\n", b"0\n\n", b"0\r\r\n"),
    *(b"0;\x00\r\n\r\n", b"1\r\naX\r\n0\r\n\r\n", b"1\r\na0\r\n\r\n", b"ffffffffffffffffffff\r\n"),
    *(b"1\r\na\r\n0\r\nContent-Length: 50\r\n\r\n", b"0\r\nHost: evil\r\n\r\n", b"\r\n"),
    *(b"5;\nevil\r\nabcde\r\n0\r\n\r\n", b"1\n\na\r\n0\r\n\r\n", b"1\r\n\na\r\n0\r\n\r\n", b"zz\r\n"),
)
REQUEST_LINES = (
    *(b"GET / HTTP/1.1 evil", b"GET / HTTP/1.2", b"GET / HTTP/2.0", b"GET / HTTP/0.9", b"GET /", b"GET  /  HTTP/1.1"),
    *(b"GET\t/\tHTTP/1.1", b"GET / http/1.1", b"GET / HTTP/1.1\x00", b" GET / HTTP/1.1", b"G\x00T / HTTP/1.1"),
    *(b"CONNECT evil.example:443 HTTP/1.1", b"PRI * HTTP/2.0", b"GET / HTTP/1.1\n", b"GET /\x0btags/ HTTP/1.1"),
    b"\x16\x03\x01\x02\x00\x01\x00\x01",
)


def messages(host: bytes) -> Iterator[tuple[str, bytes]]:
    start = b"POST /posts/open-note/ HTTP/1.1\r\nHost: " + host
    for fields in HEADERS:
        for body in (CHUNKED, b"x" * 5 + HIDDEN):
            yield f"the fields {fields!r}", start + b"\r\n" + fields.encode() + b"\r\n\r\n" + body
    for chunk in CHUNKS:
        yield f"the chunk {chunk!r}", start + b"\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + HIDDEN
    http_10 = start.replace(b"HTTP/1.1", b"HTTP/1.0")
    yield "chunks in HTTP/1.0", http_10 + b"\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED
    for line in REQUEST_LINES:
        yield f"the line {line!r}", line + b"\r\nHost: " + host + b"\r\nContent-Length: 5\r\n\r\n" + CHUNKED


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    bystanders = Bystanders(target)
    bystanders.remember(*PAGES)
    for title, message in messages(target.host.encode()):
        target.touch()
        target.requests += 1
        received = exchange(target.server.port, [message])
        statuses = STATUS_LINE.findall(received)
        faults = []
        if any(not status.startswith(b"4") for status in statuses[1:]):
            faults.append(f"a hidden request was answered too: {b' '.join(statuses).decode()}")
        if any(status[:1] == b"5" and status != b"501" for status in statuses):
            faults.append(f"status {statuses[0].decode()}")
        faults += [bystanders.change(page) for page in PAGES]
        yield Attempt(
            title,
            f"printf %b {shown(message.decode('latin-1'))!r} | nc 127.0.0.1 8000",
            "; ".join(filter(None, faults)),
        )
