"""The version of the pipeline, a part of every cache key: a changed renderer renders every note again.

It is derived, because a number kept by hand is forgotten, and does not change when a library is upgraded.
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
