"""The temporary folder that everything happens in, and the environment of what runs there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from bench.processes import Server, free_port

ROOT = Path(__file__).resolve().parents[1]
CONFIGURATION = ("--config", "python:site_config.gunicorn", "--max-requests", "0", "--log-level", "warning")
"""The site's own gunicorn settings for all; but a worker that is replaced amid a measurement would be measured too."""


class Failed(Exception):
    """A command did not do what it should; the message says what it printed."""


class Workshop(ExitStack):
    """Makes folders, runs commands, starts servers; leaving it ends them all."""

    def __init__(self, static: Path) -> None:
        super().__init__()
        self.static = static
        self.folder = Path(mkdtemp(prefix="lemma-bench-"))
        self.callback(shutil.rmtree, self.folder, ignore_errors=True)

    def new_folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def environment(self, data: Path, **settings: str) -> dict[str, str]:
        """What a Lemma site is told: nothing of the developer's own settings, nothing outside this folder."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        return kept | {
            "ENV_FILE": os.devnull,
            "DJANGO_SETTINGS_MODULE": "site_config.settings",
            "SECRET_KEY": "a-key-that-is-known-to-all-and-serves-the-benchmark",
            "DATA_DIR": str(data),
            "STATIC_ROOT": str(self.static),
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
            **settings,
        }

    def run(
        self, command: Sequence[str | Path], environment: Mapping[str, str], folder: Path = ROOT, timeout_s: float = 900
    ) -> str:
        """Runs a command to its end; raises `Failed` with what it printed where it fails."""
        done = subprocess.run(
            [str(word) for word in command], env=dict(environment), cwd=folder, capture_output=True, text=True,
            timeout=timeout_s, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Failed(f"{Path(command[0]).name} {' '.join(map(str, command[1:]))} failed:\n{done.stderr[-3000:]}")
        return done.stdout

    def manage(self, environment: Mapping[str, str], *arguments: str) -> str:
        return self.run([sys.executable, "manage.py", *arguments], environment)

    def inside(self, module: str, environment: Mapping[str, str], **arguments: Any) -> Any:
        """Runs `bench.inside.<module>` in a site's own process, and gives back what it answers."""
        output = self.run([sys.executable, "-m", f"bench.inside.{module}", json.dumps(arguments)], environment)
        return json.loads(output.splitlines()[-1])

    def serve(self, name: str, application: str, data: Path, ready_path: str = "/", **settings: str) -> Server:
        """A WSGI application under gunicorn, answering; it ends with the workshop."""
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", *CONFIGURATION, "--bind", f"127.0.0.1:{port}", application]
        return self.start(name, command, port, self.environment(data, **settings), ready_path)

    def start(
        self,
        name: str,
        command: Sequence[str],
        port: int,
        environment: Mapping[str, str],
        ready: str,
        folder: Path = ROOT,
    ) -> Server:
        log = self.folder / f"{name.replace(' ', '-').replace('/', '-')}.log"
        server = Server(name, command, port, environment, folder, log, ready)
        self.callback(server.stop)
        return server.start()


def collect_static(folder: Path) -> Path:
    """The site's static files, collected once for all parts."""
    with Workshop(folder) as workshop:
        workshop.manage(workshop.environment(folder), "collectstatic", "--no-input", "--verbosity", "0")
    return folder
