"""A Redis of the test's own, which may be damaged: on a socket in a folder, with the options that a test gives it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
import redis


class RedisServer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.disk = folder / "disk"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{folder}/socket"
        self.admin = redis.Redis(unix_socket_path=f"{folder}/socket")

    def start(self, *options: str) -> None:
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if program is None:
            pytest.skip("needs redis-server or valkey-server")
        self.disk.mkdir(parents=True, exist_ok=True)
        place = ["--port", "0", "--unixsocket", str(self._folder / "socket"), "--dir", str(self.disk)]
        self._process = subprocess.Popen(
            [program, *place, "--save", "", *options], cwd=self._folder, stdout=subprocess.DEVNULL
        )
        for _ in range(1000):
            with suppress(redis.RedisError):
                self.admin.ping()
                return
            time.sleep(0.01)
        pytest.fail("redis-server does not start")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop_answering(self) -> None:
        assert self._process
        os.kill(self._process.pid, signal.SIGSTOP)

    def answer_again(self) -> None:
        assert self._process
        os.kill(self._process.pid, signal.SIGCONT)
