"""Gunicorn's configuration: `gunicorn --config python:site_config.gunicorn site_config.wsgi`."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from site_config.settings import env

WORKERS = ("gthread", "sync")


def read_count(name: str, default: int, maximum: int) -> int:
    value = env.text(name, str(default))
    if not (value.isascii() and value.isdecimal() and 1 <= int(value) <= maximum):
        raise ImproperlyConfigured(f"{name} is not valid: use a whole number from 1 to {maximum}.")
    return int(value)


bind = "0.0.0.0:8000"
# Both types cost the same within 15 %. `sync` closes the connection after each response, and a request that renders a
# note blocks its whole process; with four threads, the process goes on serving others.
worker_class = env.one_of("WEB_WORKER_CLASS", "gthread", WORKERS)
workers = read_count("WEB_CONCURRENCY", 2, 64)
threads = read_count("WEB_THREADS", 4, 64)
preload_app = True

timeout = 60
graceful_timeout = 30
# Longer than the proxy's: the proxy has to close idle connections, or it would reuse one that gunicorn is closing.
keepalive = 75
# Restart workers to limit memory leaks in libraries; rarely, since a new worker starts with an empty page cache.
max_requests = 100_000
max_requests_jitter = 20_000

# Workers send heartbeats by touching a file: on a disk that blocks, gunicorn would kill healthy ones.
shared_memory = Path("/dev/shm")  # noqa: S108
worker_tmp_dir = str(shared_memory) if shared_memory.is_dir() else None
# The control socket would be a file in the home directory, which a read-only container does not have.
control_socket_disable = True
# Behind a proxy, no other client can reach this port, so any address may be the proxy's. It also writes the access log.
forwarded_allow_ips = "*" if env.boolean("BEHIND_PROXY", False) else ""
# Do not accept SCRIPT_NAME and PATH_INFO as request headers: no supported proxy sends them.
forwarder_headers = ""
header_map = "drop"
