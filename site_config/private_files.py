"""Files that only the site's own user may read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

EVERYBODY = 0o007


def keep_private(database: Path) -> None:
    """Create the embedded database for its owner alone, or close one that everybody can read.

    SQLite would make it readable for everybody, and gives the files beside it the same mode. An owner who gave a group
    access, for backups say, keeps it. Files of another owner are left alone.
    """
    with suppress(OSError):
        os.close(os.open(database, os.O_CREAT | os.O_RDONLY, 0o600))
    for file in (database, *(Path(f"{database}-{kind}") for kind in ("wal", "shm", "journal"))):
        with suppress(OSError):
            if file.stat().st_mode & EVERYBODY:
                file.chmod(0o600)
