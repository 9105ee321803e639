"""The servers beside the site: a Redis of the benchmark's own, databases of its own in PostgreSQL, nginx."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from bench.processes import HOST, Server, free_port
from bench.workshop import Workshop

DATABASE_URL = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
CACHE_URL = os.environ.get("BENCH_CACHE_URL", "redis://127.0.0.1:6379/14")


class Missing(Exception):
    """Something is not on this machine; the message says how it comes there."""


def need(program: str, package: str) -> str:
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Missing(f"{program} is missing: `apt-get install {package}`.")
    return found


def start_redis(workshop: Workshop) -> str:
    """The address of an empty Redis: one started for this, or else a database of a server that is there."""
    with suppress(Missing):
        port = free_port()
        folder = workshop.new_folder("redis")
        command = [need("redis-server", "redis-server"), "--port", str(port), "--bind", HOST, "--save", ""]
        server = Server("redis", [*command, "--dir", str(folder)], port, os.environ, folder, folder / "log")
        workshop.callback(server.stop)
        server.launch()
        return emptied(f"redis://{HOST}:{port}/0", patience_s=5)
    return emptied(CACHE_URL, patience_s=0)


def emptied(url: str, patience_s: float) -> str:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            redis.Redis.from_url(url, socket_connect_timeout=1).flushdb()
        except redis.RedisError as error:
            if time.monotonic() > deadline:
                raise Missing("Redis is missing: `apt-get install redis-server`.") from error
            time.sleep(0.02)
        else:
            return url


def create_database(workshop: Workshop, name: str) -> str:
    """The address of an empty PostgreSQL database, which is dropped at the end."""
    database = f"lemma_bench_{name}"
    administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
    administer("CREATE DATABASE {}", database)
    workshop.callback(administer, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
    return f"{DATABASE_URL.rpartition('/')[0]}/{database}"


def administer(command: str, database: str) -> None:
    url = DATABASE_URL.replace("postgres://", "postgresql://", 1)
    try:
        with psycopg.connect(url, connect_timeout=3, autocommit=True) as connection:
            connection.execute(sql.SQL(command).format(sql.Identifier(database)))
    except psycopg.OperationalError as error:
        how = "`apt-get install postgresql`; BENCH_DATABASE_URL says where it is."
        raise Missing(f"PostgreSQL is not reachable: {how}") from error


NGINX = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; keepalive_timeout 75; keepalive_requests 1000000; default_type text/html;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen {host}:{port}; root {root}; index index.html; {directives} }}
}}
"""


def start_nginx(workshop: Workshop, root: Path, directives: str = "") -> Server:
    """nginx serving a folder."""
    port = free_port()
    folder = workshop.new_folder(f"nginx-{port}")
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, host=HOST, port=port, root=root, directives=directives))
    # Its workers run as somebody else, who has to reach the files.
    for path in (workshop.folder, *root.rglob("*"), root):
        path.chmod(0o755 if path.is_dir() else 0o644)
    command = [need("nginx", "nginx"), "-p", str(folder), "-c", str(configuration)]
    server = Server("nginx", command, port, os.environ, folder, folder / "log")
    workshop.callback(server.stop)
    return server.start()
