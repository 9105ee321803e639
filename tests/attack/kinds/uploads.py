"""Uploads of hostile files, names and types, and how the stored files are served."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.forms import File
from tests.attack.hostile_images import files, saved
from tests.attack.target import Browser, Target
from tests.attack.wire import Request, Response

UPLOAD = "/admin/editor/upload/"
SIGNATURES = {
    "image/png": (b"\x89PNG",), "image/jpeg": (b"\xff\xd8\xff",), "image/gif": (b"GIF8",), "image/webp": (b"RIFF",),
    "image/avif": (b"\x00\x00\x00",),
}  # fmt: skip
NAMES = (
    *("../../evil.png", "..\\..\\evil.png", "/etc/evil.png", "evil.php", "evil.html", "evil.svg", ".htaccess"),
    *("evil.png\0.html", "con.png", "\u202egnp.exe", "a" * 300 + ".png", "evil.png/", "%2e%2e%2fevil.png"),
    *("evil.png;.html", "<script>.png", "", ".", "evil.png\r\nX: y"),
)
TYPES = (
    *("text/html", "image/svg+xml", "application/x-php", "multipart/mixed", "", "image/png; charset=utf-7", "*/*"),
    "x" * 500,
)


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    author = Browser.signed_in(target, fixtures.author)
    data = Path(os.environ["DATA_DIR"])
    for title, content in files():
        yield from uploaded(target, author, title, File("a.png", content))
        add = author.form("/admin/notes/post/add/") | {"title": [f"Cover {title}"], "_draft": ["1"]}
        cover = author.post("/admin/notes/post/add/", add, {"cover": File("a.jpg", content, "image/jpeg")})
        yield target.attempt(f"{title} as a cover", cover, browser=author)
    for name in NAMES:
        yield from uploaded(target, author, f"the name {name[:40]!r}", File(name, saved("PNG")))
    for content_type in TYPES:
        yield from uploaded(
            target, author, f"the type {content_type[:40]!r}", File("a.png", saved("PNG"), content_type)
        )
    astray = [str(path.relative_to(data)) for path in data.rglob("*") if path.is_file() and "evil" in path.name]
    yield Attempt("files outside the folder of uploads", "", f"{astray} were written" if astray else "")
    odd = [
        path.name
        for path in (data / "media").rglob("*.*")
        if path.suffix not in (".png", ".jpg", ".gif", ".webp", ".avif")
    ]
    yield Attempt("files of another type among the uploads", "", f"{odd} were kept" if odd else "")


def uploaded(target: Target, author: Browser, title: str, file: File) -> Iterator[Attempt]:
    request = author.post(UPLOAD, {}, {"image": file})
    answer: list[Response] = []

    def faults(response: Response) -> str:
        answer.append(response)
        return reply_faults(response)

    yield target.attempt(title, request, faults, browser=author)
    if answer[0].status == 200:
        address = answer[0].text.partition("](")[2].partition(")")[0]
        for headers in ((), (("Range", "bytes=0-99"),), (("Accept", "text/html"),)):
            yield target.attempt(f"{title}, served", Request(address, headers=headers), serving_faults)


def reply_faults(response: Response) -> str:
    if response.status in (200, 400) and response.header("Content-Type") == "application/json":
        return ""
    return "" if response.status == 413 else f"status {response.status} and {response.header('Content-Type')}"


def serving_faults(response: Response) -> str:
    kind = response.header("Content-Type")
    faults = [] if kind in SIGNATURES else [f"the type {kind}"]
    faults += [] if response.body.startswith(SIGNATURES.get(kind, (b"",))) else ["content of another type"]
    faults += ["the script is still in it"] if b"xss()" in response.body else []
    policy = response.header("Content-Security-Policy")
    faults += [] if "sandbox" in policy and "default-src 'none'" in policy else ["a policy that lets scripts run"]
    return ", ".join(faults)
