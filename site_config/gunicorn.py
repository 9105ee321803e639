"""How gunicorn serves the site: `gunicorn --config python:site_config.gunicorn site_config.wsgi`."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from site_config.settings import env

WORKERS = ("gthread", "sync")


def count(name: str, default: int, most: int) -> int:
    value = env.text(name, str(default))
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} is not valid: write a whole number from 1 to {most}.")
    return int(value)


def keep_memory_together() -> None:
    """Has glibc give back what is free: with an arena for each thread, a worker would grow by a half.

    `M_ARENA_MAX` and `M_MMAP_THRESHOLD` of mallopt(3); other C libraries have neither.
    """
    with suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(-8, 2)
        mallopt(-3, 64 * 1024)


keep_memory_together()

bind = "0.0.0.0:8000"
# Both kinds cost the same within 15 %. `sync` ends the connection after each reply, and one reader whose
# note is being drawn holds up a whole process; with four threads the others go on.
worker_class = env.one_of("WEB_WORKER_CLASS", "gthread", WORKERS)
workers = count("WEB_CONCURRENCY", 2, 64)
threads = count("WEB_THREADS", 4, 64)
preload_app = True


def post_worker_init(_worker: object) -> None:
    """Takes what is loaded by now out of the garbage collector's rounds: looking through it took 40 ms of a request."""
    gc.collect()
    gc.freeze()


timeout = 60
graceful_timeout = 30
# Longer than the proxy's: the one that reuses a connection should be the one that closes it.
keepalive = 75
# What a library may leak ends with its process. Seldom: a new process has no pages of its own yet.
max_requests = 100_000
max_requests_jitter = 20_000

# Workers say that they live by touching a file: on a disk that blocks, they would seem dead.
shared_memory = Path("/dev/shm")  # noqa: S108
worker_tmp_dir = str(shared_memory) if shared_memory.is_dir() else None
# The socket would be a file in the home folder, which a read-only container does not have.
control_socket_disable = True
# Behind a proxy nothing else reaches this port, whatever address the proxy has. The proxy also writes the access log.
forwarded_allow_ips = "*" if env.boolean("BEHIND_PROXY", False) else ""
# gunicorn would take SCRIPT_NAME and PATH_INFO from headers of that name. No proxy of ours sends them.
forwarder_headers = ""
header_map = "drop"
