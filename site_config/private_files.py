"""File permissions of the database: only the site's own user may read it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

OTHERS = 0o007


def keep_private(database: Path) -> None:
    """Create the SQLite database with mode 0600, and remove access for others from one that exists.

    SQLite itself would create it readable for everybody, and gives its journal files the same mode. Access for the
    group, for backups say, is not changed. Files of another owner are not changed either.
    """
    with suppress(OSError):
        os.close(os.open(database, os.O_CREAT | os.O_RDONLY, 0o600))
    for file in (database, *(Path(f"{database}-{kind}") for kind in ("wal", "shm", "journal"))):
        with suppress(OSError):
            if file.stat().st_mode & OTHERS:
                file.chmod(0o600)
