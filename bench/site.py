"""A Lemma site of the benchmark's own, on any database and cache."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, Self

from bench.processes import Server
from bench.workshop import ROOT, Workshop

HOST_NAME = "notes.example"
"""Pages are remembered by the name that was asked for: all replicas of a site are asked by one name."""


class Site:
    """Migrated and ready to be filled and served."""

    def __init__(self, workshop: Workshop, name: str, *, database: str = "", cache: str = "") -> None:
        self.workshop = workshop
        self.name = name
        self.data = workshop.new_folder(name)
        self.settings = {"SITE_URL": f"http://{HOST_NAME}", "ALLOWED_HOSTS": f"{HOST_NAME},127.0.0.1"}
        self.settings |= {"DATABASE_URL": database} if database else {}
        self.settings |= {"CACHE_URL": cache} if cache else {}
        workshop.manage(self.environment(), "migrate", "--verbosity", "0")

    def environment(self, **settings: str) -> dict[str, str]:
        return self.workshop.environment(self.data, **self.settings | settings)

    def seed(self, notes: int, **arguments: Any) -> Self:
        self.workshop.inside("seed", self.environment(), notes=notes, **arguments)
        return self

    def serve(self, name: str = "", application: str = "site_config.wsgi", ready: str = "/", **settings: str) -> Server:
        return self.workshop.serve(name or self.name, application, self.data, ready, **self.settings | settings)

    def author(self, **settings: str) -> Author:
        author = Author(self.environment(**settings))
        self.workshop.callback(author.close)
        return author


class Author:
    """A process of a site's own that changes notes when told to, as a command or an import would."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.inside.author"], env=environment, cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def save(self, slug: str, text: str) -> float:
        """Puts this text before a note's own, and gives back the Unix time of the commit."""
        return self._ask(slug=slug, text=text)

    def touch(self) -> float:
        """Makes a change that readers could see, so that nothing remembered is trusted any more."""
        return self._ask(slug="", text="")

    def _ask(self, **wish: str) -> float:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(wish) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(10)
