"""A copy of the project, in which mutants are written and tests run: an interrupted run leaves none in the project."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.mutation import processes


@dataclass(frozen=True)
class Sandbox:
    """`tree` is the copy, `database` a migrated database to begin with, `output` what the last tests printed."""

    root: Path
    folder: Path

    @property
    def tree(self) -> Path:
        return self.folder / "tree"

    @property
    def database(self) -> Path:
        return self.folder / "database.sqlite3"

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def copy_project(self) -> None:
        shutil.rmtree(self.tree, ignore_errors=True)
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=self.root, capture_output=True, check=True, text=True)
        for name in filter(None, listed.stdout.split("\0")):
            if (self.root / name).is_file():
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.root / name, self.tree / name)
        for name in ("node_modules", ".venv"):
            (self.tree / name).symlink_to((self.root / name).resolve())

    def write(self, path: Path, source: str) -> None:
        file = self.tree / path
        file.write_text(source, encoding="utf-8")
        # A module compiled in the same second, and of the same length, would pass for this one.
        for compiled in (file.parent / "__pycache__").glob(f"{file.stem}.*.pyc"):
            compiled.unlink()

    def pytest(self, arguments: Sequence[str], plugins: Sequence[Any], limit_s: float) -> int | None:
        """The exit code of pytest; `None` where it took longer than its limit."""
        return processes.pytest_in_a_fork(self.tree, arguments, plugins, limit_s, self.output)

    def prepare_database(self) -> None:
        self.pytest(["tests/views/test_home.py"], [processes.Keep(self.database)], 120)

    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")[-3000:]
