"""Runs pytest in forks of a process that has imported the libraries already, and none of the project's own modules."""

from __future__ import annotations

import ctypes
import importlib
import os
import select
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist", "--reuse-db", "-m", "not browser"]

FAULT = 70
"""The exit code of a fork in which pytest itself raised, as where Django cannot be set up."""

END_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""

LIBRARIES = (
    "pytest_django.plugin django.contrib.admin django.test django.test.client django.core.management "
    "django.core.management.commands.migrate django.db.backends.sqlite3.base django.db.models django.forms "
    "django.template.backends.django django.template.defaulttags django.template.loader_tags django.views.static "
    "django.contrib.staticfiles.storage django.contrib.syndication.views django.core.handlers.wsgi redis psycopg "
    "django.db.backends.postgresql.base whitenoise.storage whitenoise.middleware csp.middleware environs "
    "dj_database_url markdown_it mdit_py_plugins.footnote pygments.lexers pygments.formatters.html nh3 PIL.Image "
    "pypinyin regex defusedxml yaml quickjs hypothesis html5lib polib taggit markdownx gunicorn.workers.gthread "
    "gunicorn.app.wsgiapp xml.etree.ElementTree"
)


def warm_up() -> None:
    """Imports what is the same for every mutant. What wants Django to be set up is left for later."""
    for name in LIBRARIES.split():
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001
            sys.modules.pop(name, None)


class Only:
    """A pytest plugin that runs the named tests in their order, on a copy of a database that is set up already."""

    def __init__(self, tests: Sequence[str], database: Path) -> None:
        self.source_map = {test: place for place, test in enumerate(tests)}
        self.database = database

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.source_map:
            items[:] = sorted((item for item in items if item.nodeid in self.source_map), key=self.place)

    def place(self, item: pytest.Item) -> int:
        return self.source_map[item.nodeid]

    def pytest_collection_finish(self) -> None:
        if (name := database_file()) and self.database.exists():
            shutil.copy(self.database, name)


class Keep:
    """A pytest plugin that keeps the database of the first run, for the others to begin with."""

    def __init__(self, database: Path) -> None:
        self.database = database

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        from django.db import connections

        connections.close_all()
        if (file := database_file()) and Path(file).exists():
            shutil.copy(file, self.database)


def database_file() -> str:
    from django.conf import settings

    return str(settings.DATABASES["default"].get("TEST", {}).get("NAME") or "")


def pytest_in_a_fork(
    tree: Path, arguments: Sequence[str], plugins: Sequence[Any], limit_s: float, output: Path
) -> int | None:
    """The exit code of pytest in this folder; `None` if it took longer than its limit."""
    temporary = tempfile.mkdtemp(prefix="lemma-mutants-")
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        try:
            code = child(tree, arguments, plugins, temporary, output)
        except BaseException:  # noqa: BLE001
            traceback.print_exc()
            code = FAULT
        sys.stderr.flush()
        os._exit(code)
    try:
        return wait(pid, limit_s)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def child(tree: Path, arguments: Sequence[str], plugins: Sequence[Any], temporary: str, output: Path) -> int:
    os.setsid()
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.chdir(tree)
    os.environ |= {"TMPDIR": temporary, "PYTHONDONTWRITEBYTECODE": "1", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    tempfile.tempdir = None
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(tree))
    # This package was imported from elsewhere: the tree has its own.
    for name in [name for name in sys.modules if name == "tests" or name.startswith("tests.")]:
        del sys.modules[name]
    for plugin in plugins:
        getattr(plugin, "begin", bool)()
    return int(pytest.main([*ARGUMENTS, *arguments], plugins=list(plugins)))


def wait(pid: int, limit_s: float) -> int | None:
    watched = os.pidfd_open(pid)
    ended: list[int] = []
    try:
        ended, _, _ = select.select([watched], [], [], limit_s)
    finally:
        os.close(watched)
        # The servers that a test started belong to its session, and end with it.
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) if ended else None
