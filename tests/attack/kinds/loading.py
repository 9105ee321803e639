"""Import of a folder with hostile files: traversal, private notes, damaged front matter, scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from notes.models import Post
from tests.attack.active_content import check
from tests.attack.attempts import Attempt
from tests.attack.fixtures import Fixtures
from tests.attack.hostile_drawings import DRAWINGS, faults
from tests.attack.target import ROOT, Target
from tests.attack.wire import Request, Response

PATIENCE_S = 60
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
PUBLIC = (*("/", "/archive/", "/feed/", "/tags/", "/series/", "/sitemap-posts.xml", "/posts/open-note/"),)

# Private by their front matter or folder. Their titles and texts contain words that no response may show.
PRIVATE = {
    "draft.md": "draft: true\ndate: 2020-01-01",
    "draft-yes.md": "draft: yes\ndate: 2020-01-01",
    "draft-quoted.md": 'draft: "true"\ndate: 2020-01-01',
    "draft-capital.md": "Draft: TRUE\ndate: 2020-01-01",
    "published-false.md": "published: false\ndate: 2020-01-01",
    "private.md": "private: true\ndate: 2020-01-01",
    "status.md": "status: draft\ndate: 2020-01-01",
    "state.md": "visibility: private\ndate: 2020-01-01",
    "no-date.md": "tags: [a]",
    "future.md": "date: 2199-01-01",
    "_drafts/a.md": "date: 2020-01-01",
    "drafts/b.md": "date: 2020-01-01\ndraft: 1",
    ".hidden/c.md": "date: 2020-01-01",
    "_underscored.md": "date: 2020-01-01\ndraft: on",
}
# Front matter that is invalid or dangerous.
HOSTILE = {
    "slash.md": "slug: a/b\ndate: 2020-01-01",
    "dots.md": "slug: ..\ndate: 2020-01-01",
    "space.md": 'slug: "a b"\ndate: 2020-01-01',
    "query.md": 'slug: "a?b#c"\ndate: 2020-01-01',
    "nul-slug.md": 'slug: "a\\0b"\ndate: 2020-01-01',
    "long-slug.md": f"slug: {'s' * 400}\ndate: 2020-01-01",
    "number-slug.md": "slug: 2020\ndate: 2020-01-01",
    "list-slug.md": "slug: [a, b]\ndate: 2020-01-01",
    "bad-date.md": "date: 2020-13-45",
    "odd-date.md": "date: yesterday",
    "early-date.md": "date: 0001-01-01",
    "late-date.md": "date: 9999-12-31 23:59:59-14:00",
    "date-number.md": "date: 99999999999999999999",
    "zone.md": "date: 2020-01-01T00:00:00+99:99",
    "bomb.md": BOMB,
    "python.md": "x: !!python/object/apply:os.system ['touch /tmp/evil']\ndate: 2020-01-01",
    "merge.md": "<<: {author: keeper, is_superuser: true, pk: 1, id: 1}\ndate: 2020-01-01",
    "tags.md": "tags: {a: b}\ndate: 2020-01-01",
    "long-tag.md": f"tags: [{'t' * 300}]\ndate: 2020-01-01",
    "odd-tags.md": 'tags: ["a,b", "", " ", "\\0", 1, null, true, 2020-01-01, [x]]\ndate: 2020-01-01',
    "position.md": "series: S\nseries_position: 99999999999\ndate: 2020-01-01",
    "long-series.md": f"series: {'S' * 400}\ndate: 2020-01-01",
    "slug-series.md": 'series: "../.."\ndate: 2020-01-01',
    "cover.md": "cover: ../secret.png\ndate: 2020-01-01",
    "cover-absolute.md": "cover: /etc/passwd\ndate: 2020-01-01",
    "cover-folder.md": "cover: .\ndate: 2020-01-01",
    "summary.md": f"summary: {'y' * 5000}\ndate: 2020-01-01",
    "tab.md": "\tdate: x",
    "anchor.md": "date: *nowhere",
}
BODIES = {
    "escape.md": "![](../secret.png) ![](%2e%2e/secret.png) <img src=../secret.png>![](linked.png) ![](..\\secret.png)",
    "script.md": "<script>xss()</script> [a](javascript:xss()) <img src=x onerror=xss()>",
    "absolute.md": "![](/etc/passwd) ![](file:///etc/passwd) ![](//evil.example/a.png)",
    "fifo.md": "![](pipe.png) ![](.) ![](nul\0.png) ![](" + "a" * 5000 + ".png)",
    "crash.md": "[^1]\n\n[^1]: x [^2]\n\n[^2]: y [^1]\n\n$\\begin{math}x\\end{math}$ \\``a'' and $x$",
}


def write(folder: Path) -> None:
    """Write the folder, and next to it a file that must not be read."""
    (folder.parent / "secret.png").write_bytes((ROOT / "tests" / "attack" / "kinds" / "loading.py").read_bytes())
    for name, head in PRIVATE.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        word = "Unseen" + place.stem.strip("._").replace("-", "")
        place.write_text(f"---\ntitle: {word} file\n{head}\n---\n{word} text\n")
    for name, head in HOSTILE.items():
        (folder / name).write_text(f"---\ntitle: Hostile {name}\n{head}\n---\nText.\n")
    for name, body in BODIES.items():
        (folder / name).write_text(f"---\ntitle: Hostile {name}\ndate: 2020-01-01\n---\n{body}\n")
    (folder / "long-title.md").write_text(f"---\ntitle: {'T' * 300}\ndate: 2020-01-01\n---\nText.\n")
    (folder / "bytes.md").write_bytes(b"---\ntitle: \xff\xfe\n---\n\x00\x80")
    (folder / "utf16.md").write_bytes("---\ntitle: Wide\ndate: 2020-01-01\n---\nx".encode("utf-16"))
    for name, drawing in DRAWINGS.items():
        (folder / f"{name}.svg").write_text(drawing)
        (folder / f"{name}.md").write_text(f"---\ntitle: Drawing {name}\ndate: 2020-01-01\n---\n![]({name}.svg)\n")
    (folder / "linked.png").symlink_to(folder.parent / "secret.png")
    (folder / "linked.md").symlink_to("/etc/passwd")
    (folder / "loop").symlink_to(folder)
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.png")
    os.mkfifo(folder / "pipe.md")


def attempts(target: Target, fixtures: Fixtures) -> Iterator[Attempt]:
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "notes"
        folder.mkdir()
        write(folder)
        command = [sys.executable, "manage.py", "load_notes", str(folder), "--author", fixtures.author.username]
        for times in ("once", "twice"):
            count = Post.objects.count()
            target.requests += 1
            try:
                done = subprocess.run(
                    command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
                )
                printed = done.stdout + done.stderr
            except subprocess.TimeoutExpired:
                printed = "Traceback: it does not end"
            made = Post.objects.count() - count
            fault = printed.strip().splitlines()[-1][:200] if "Traceback" in printed else ""
            if not fault and times == "twice" and made:
                fault = f"{made} notes were made a second time"
            elif not fault and times == "once" and made < len(PRIVATE) // 2:
                fault = f"one file stopped the others: {made} notes were made"
            yield Attempt(f"a hostile folder, {times}", " ".join(command[1:]), fault)
    for path in (*PUBLIC, *(post.get_absolute_url() for post in Post.objects.published())):
        yield target.attempt(f"{path} after loading", Request(path), answers, check)
    yield from stored(target)


def stored(target: Target) -> Iterator[Attempt]:
    """Check the stored images."""
    media = Path(os.environ["DATA_DIR"]) / "media"
    for path in sorted(media.rglob("*.svg")):
        yield target.attempt(f"the drawing {path.name}", Request(f"/media/{path.relative_to(media)}"), faults)
    kept = [path.name for path in media.rglob("*.*") if b"PATIENCE_S" in path.read_bytes()]
    yield Attempt("a file from outside the folder", "", f"it was kept as {kept}" if kept else "")


def answers(response: Response) -> str:
    return "" if response.status == 200 else f"status {response.status}"
