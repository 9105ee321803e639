"""Storage whose files are complete: each is written aside, flushed to the disk, and renamed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.core.files.storage import FileSystemStorage

PREFIX, SUFFIX = ".upload-", ".part"
MAX_AGE_S = 3600
"""A temporary file this old belongs to a process that was killed."""


class AtomicFileSystemStorage(FileSystemStorage):
    """A file under its name is always whole, whether the disk is full, the process is killed or the power is cut.

    Saving under a name that is taken replaces the file: names hold a digest of the content.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"allow_overwrite": True} | kwargs)

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        # Of the same folder, since only within one file system is renaming atomic.
        is_new_folder = not target.parent.exists()
        part = target.with_name(f"{PREFIX}{token_hex(8)}{SUFFIX}")
        try:
            super()._save(str(part.relative_to(self.location)), content)  # type: ignore[misc]
            flush(part)
            part.replace(target)
            flush(target.parent)
            if is_new_folder:
                flush(target.parent.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        remove_leftovers(target.parent)
        return name


def flush(path: Path) -> None:
    """Waits until a file's content, or the names in a folder, are on the disk."""
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
            # Renamed or removed by its own process.
            continue
