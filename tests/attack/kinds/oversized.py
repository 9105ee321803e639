"""Denial of service by requests that are too large or have too many parts."""

from __future__ import annotations

from collections.abc import Iterator

from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.forms import File, Values
from tests.attack.target import Browser, Target
from tests.attack.wire import Request, Response

PREVIEW = "/admin/editor/preview/"
UPLOAD = "/admin/editor/upload/"
MEGABYTE = 1024 * 1024
PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n'


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    author = Browser.signed_in(target, fixtures.author)
    for title, request in forms(author):
        yield target.attempt(title, request, is_refused, browser=author)
    for title, request in bodies():
        yield target.attempt(title, request, is_refused)
        yield target.attempt(f"{title}, as author", request, is_refused, browser=author)


def forms(author: Browser) -> Iterator[tuple[str, Request]]:
    """Forms with a valid CSRF token."""
    preview: Values = {"content": ["x"], "title": ["T"], "language": ["en"]}
    yield "a text of 9 MB", author.post(PREVIEW, preview | {"content": ["x" * 9 * MEGABYTE]})
    yield (
        "a text of 3 MB in four bytes a character",
        author.post(PREVIEW, preview | {"content": ["\U0001d4d0" * 800_000]}),
    )
    yield "a title of 5 MB", author.post(PREVIEW, preview | {"title": ["x" * 5 * MEGABYTE]})
    yield "two thousand fields", author.post(PREVIEW, preview | {f"f{n}": ["x"] for n in range(2000)})
    yield "one field two thousand times", author.post(PREVIEW, preview | {"f": ["x"] * 2000})
    yield "a field name of 1 MB", author.post(PREVIEW, preview | {"x" * MEGABYTE: ["x"]})
    yield "three hundred files", author.post(UPLOAD, {}, {f"f{n}": File("a.png", b"x") for n in range(300)})
    yield "a file of 33 MB", author.post(UPLOAD, {}, {"image": File("a.png", b"\x89PNG" + b"x" * 33 * MEGABYTE)})
    selected = {"action": ["pin"], "index": ["0"], "_selected_action": [str(n) for n in range(5000)]}
    yield "five thousand selected rows", author.post("/admin/notes/post/", selected)


def bodies() -> Iterator[tuple[str, Request]]:
    """Bodies that no browser sends."""
    parts, fields = "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"
    base64 = PART + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"=" * 500_000 + b"\r\n--x--"
    for title, content_type, body in (
        ("parts without end", parts, (PART + b"\r\nx\r\n") * 3000),
        ("a part with a header field of 1 MB", parts, PART + b"X: " + b"x" * MEGABYTE),
        ("a part that never begins", parts, b"--y" * 300_000),
        ("Base64 of nothing", parts, base64),
        ("a boundary of 3 kB", f"multipart/form-data; boundary={'x' * 3000}", b"x"),
        ("ampersands", fields, b"&" * MEGABYTE),
        ("percent signs", fields, b"%" * MEGABYTE),
        ("text in UTF-7", f"{fields}; charset=utf-7", b"content=+ADw-script+AD4-"),
    ):
        for path in ("/language/", "/admin/login/", PREVIEW):
            yield f"{title} to {path}", Request(path, "POST", (("Content-Type", content_type),), body)


def is_refused(response: Response) -> str:
    """Accept a success or an error of the client."""
    return "" if response.status in (200, 302, 400, 403, 413) else f"status {response.status}"
