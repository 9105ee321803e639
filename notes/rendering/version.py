"""The version of the renderer, which is part of every cache key: after a change, all notes are rendered again.

It is a digest of the code and the versions of its libraries. A number maintained by hand would be forgotten.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from notes.rendering.math.katex.engine import KATEX

LIBRARIES = ("markdown-it-py", "mdit-py-plugins", "nh3", "pygments", "quickjs-ng", "regex")


def _version() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    if KATEX.exists():
        digest.update(KATEX.read_bytes())
    folder = Path(__file__).parent
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".js")):
        digest.update(f"{path.relative_to(folder)} ".encode() + path.read_bytes())
    return digest.hexdigest()


VERSION = _version()
