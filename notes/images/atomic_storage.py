"""File storage with atomic writes: write to a temporary file, fsync it, rename it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.core.files.storage import FileSystemStorage

PREFIX, SUFFIX = ".upload-", ".part"
MAX_AGE_S = 3600
"""A temporary file older than this was left by a process that was killed."""


class AtomicFileSystemStorage(FileSystemStorage):
    """A storage whose files are always complete, even after a full disk, a killed process or a power failure.

    Saving under an existing name replaces the file. Names contain a digest of the content.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"allow_overwrite": True} | kwargs)

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        is_new_folder = not target.parent.exists()
        # In the same folder, because renaming is atomic only within one file system.
        part = target.with_name(f"{PREFIX}{token_hex(8)}{SUFFIX}")
        try:
            super()._save(str(part.relative_to(self.location)), content)  # type: ignore[misc]
            fsync(part)
            part.replace(target)
            fsync(target.parent)
            if is_new_folder:
                fsync(target.parent.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        remove_leftovers(target.parent)
        return name


def fsync(path: Path) -> None:
    """Wait until a file's content, or a folder's entries, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    for part in folder.glob(f"{PREFIX}*{SUFFIX}"):
        try:
            if time.time() - part.stat().st_mtime > MAX_AGE_S:
                part.unlink()
        except FileNotFoundError:
            # Its process has renamed or removed it meanwhile.
            continue
