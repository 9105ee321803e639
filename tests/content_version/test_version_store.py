"""The version store fails: after the check interval, no process shows the old content, whatever failed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.utils import timezone

from notes.content_version import version_store, write_watch
from notes.content_version.version_store import FileVersionStore, RedisVersionStore, VersionStore
from notes.models import ContentChange, Post
from notes.models.content_changes import KEPT_CHANGES, query_version
from notes.page_cache.stores import MemoryStore, RedisStore
from tests.factories import make_post
from tests.page_cache.conftest import Site
from tests.redis_server import RedisServer

pytestmark = pytest.mark.django_db(transaction=True)

INTERVAL_S = 0.2
SECRET = b"Withdrawn"


@pytest.fixture(autouse=True)
def short_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version_store, "CHECK_INTERVAL_S", INTERVAL_S)
    monkeypatch.setattr(write_watch, "WAIT_S", INTERVAL_S + 0.05)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path / "redis")
    server.start()
    yield server
    server.kill()


def client_of(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, **(settings.REDIS_OPTIONS | {"socket_timeout": 0.1}))


def write_through(store: VersionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process update this version store."""
    monkeypatch.setattr(write_watch, "get_version_store", lambda: store)


def shows(machine: Site) -> bool:
    reply = machine.get("/")
    assert reply.status == 200
    return SECRET in reply.body


def is_cached(machine: Site) -> bool:
    """Whether the front page is now sent without being rendered."""
    machine.get("/")
    rendered = machine.rendered
    machine.get("/")
    return machine.rendered == rendered


class Machines:
    """Two machines that share a database and a cache server, each with a memory of its own; this process writes."""

    def __init__(self, server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
        clients = [client_of(server.url) for _ in range(3)]
        self.readers = [Site(RedisStore(RedisVersionStore(client), client)) for client in clients[:2]]
        write_through(RedisVersionStore(clients[2]), monkeypatch)
        make_post(SECRET.decode())
        assert self.show()
        assert self.cache()

    def show(self) -> bool:
        return any(reader for reader in self.readers if shows(reader))

    def cache(self) -> bool:
        return all(is_cached(reader) for reader in self.readers)


@pytest.fixture
def machines(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Machines:
    monkeypatch.setattr("notes.page_cache.stores.BACK_OFF_S", 0)
    return Machines(server, monkeypatch)


def fill_memory(server: RedisServer) -> None:
    server.admin.config_set("maxmemory-policy", "noeviction")
    server.admin.config_set("maxmemory", "1")


def become_replica(server: RedisServer) -> None:
    server.admin.replicaof("127.0.0.1", "1")


def lose_disk(server: RedisServer) -> None:
    server.admin.config_set("save", "3600 1")
    shutil.rmtree(server.disk)
    server.admin.bgsave()
    for _ in range(1000):
        if server.admin.info("persistence")["rdb_last_bgsave_status"] != "ok":
            return
        time.sleep(0.005)
    pytest.fail("a snapshot cannot be written, and Redis has not noticed")


REFUSALS: dict[str, tuple[Callable[[RedisServer], None], Callable[[RedisServer], object]]] = {
    "memory full with noeviction": (fill_memory, lambda server: server.admin.config_set("maxmemory", "0")),
    "read-only replica": (become_replica, lambda server: server.admin.replicaof("no", "one")),
    "disk not writable": (lose_disk, lambda server: server.admin.config_set("stop-writes-on-bgsave-error", "no")),
    "does not answer": (RedisServer.stop_answering, RedisServer.answer_again),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_withdrawn_text_is_gone_when_the_save_returns_although_redis_refuses_writes(
    refusal: str, server: RedisServer, machines: Machines
) -> None:
    refuse, heal = REFUSALS[refusal]
    refuse(server)
    Post.objects.update(published_at=None)
    assert not machines.show()
    heal(server)
    assert not machines.show()
    time.sleep(INTERVAL_S)
    assert not machines.show()
    assert machines.cache()


def test_withdrawn_text_is_gone_when_the_save_returns_although_only_the_writer_is_cut_off(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_through(RedisVersionStore(client_of("redis://127.0.0.1:1")), monkeypatch)
    Post.objects.update(published_at=None)
    assert not machines.show()
    assert machines.cache()


def test_withdrawn_text_is_gone_after_a_restart_from_an_old_snapshot(server: RedisServer, machines: Machines) -> None:
    server.admin.save()
    Post.objects.update(published_at=None)
    server.kill()
    server.start()
    time.sleep(INTERVAL_S)
    assert not machines.show()
    assert machines.cache()


def die_before_updating_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commit in a process that ends before it updates the store."""
    connection.close()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(write_watch.WriteWatch, "_update_store", lambda _watch: os._exit(0))
        try:
            Post.objects.update(published_at=None)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_withdrawn_text_is_gone_although_the_writer_was_killed_after_its_commit(
    machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    die_before_updating_the_store(monkeypatch)
    time.sleep(INTERVAL_S)
    assert not machines.show()
    assert machines.cache()


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"a b c",
        b"\xff\x00",
        b"token writer:inf",
        b"token writer:nan",
        b"token :",
        b"token writer:1e999",
        b"x" * 99999,
    ],
)
def test_replaces_a_damaged_version_in_redis(foreign: bytes, server: RedisServer, machines: Machines) -> None:
    server.admin.set(RedisVersionStore.KEY, foreign)
    assert machines.cache()
    Post.objects.update(published_at=None)
    assert not machines.show()


def test_replaces_a_redis_value_of_another_type(server: RedisServer, machines: Machines) -> None:
    server.admin.delete(RedisVersionStore.KEY)
    server.admin.lpush(RedisVersionStore.KEY, "a list")
    assert machines.cache()


@pytest.mark.parametrize("hours", [-24, 24])
def test_changes_are_visible_although_the_writers_clock_is_wrong(
    hours: int, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("django.utils.timezone.now", lambda now=timezone.now: now() + timedelta(hours=hours))
        elsewhere.setattr("time.time", lambda clock=time.time: clock() + hours * 3600)
        Post.objects.filter(title=SECRET.decode()).update(title="Renamed")
    assert not machines.show()
    assert machines.cache()


def test_an_older_version_never_replaces_a_newer_one(
    server: RedisServer, machines: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process changes the content and updates the store between this one's read and write."""
    read = query_version
    races = iter([lambda: Post.objects.update(published_at=None)])

    def read_before_another_write() -> str:
        version = read()
        next(races, lambda: None)()
        return version

    monkeypatch.setattr("notes.content_version.version_store.query_version", read_before_another_write)
    assert RedisVersionStore(client_of(server.url)).update() == read()
    assert server.admin.get(RedisVersionStore.KEY) == read().encode()
    assert not machines.show()


# The file of one machine.


@pytest.fixture
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machines:
    """Two processes of one machine, that read its file; this process writes."""
    both = object.__new__(Machines)
    both.readers = [Site(MemoryStore(FileVersionStore(tmp_path / "content-version"))) for _ in range(2)]
    write_through(FileVersionStore(tmp_path / "content-version"), monkeypatch)
    make_post(SECRET.decode())
    assert both.show()
    assert both.cache()
    return both


def test_a_change_is_visible_to_every_process_of_the_machine_at_once(processes: Machines) -> None:
    Post.objects.update(published_at=None)
    assert not processes.show()
    assert processes.cache()


def test_withdrawn_text_is_gone_when_the_save_returns_although_the_file_cannot_be_written(
    processes: Machines, tmp_path: Path
) -> None:
    (tmp_path / "content-version").unlink()
    (tmp_path / "content-version").mkdir()
    Post.objects.update(published_at=None)
    assert not processes.show()
    (tmp_path / "content-version").rmdir()
    time.sleep(INTERVAL_S)
    assert processes.cache()


def test_withdrawn_text_is_gone_when_the_save_returns_although_the_disk_is_full(
    processes: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_through(FileVersionStore(Path("/dev/full")), monkeypatch)
    Post.objects.update(published_at=None)
    assert not processes.show()
    assert processes.cache()


def test_a_machine_with_its_own_file_shows_a_change_after_the_check_interval(
    processes: Machines, tmp_path: Path
) -> None:
    elsewhere = Site(MemoryStore(FileVersionStore(tmp_path / "another")))
    assert shows(elsewhere)
    assert is_cached(elsewhere)
    Post.objects.update(published_at=None)
    time.sleep(INTERVAL_S)
    assert not shows(elsewhere)
    assert is_cached(elsewhere)


def truncate(path: Path) -> None:
    path.write_bytes(b"")


def scribble(path: Path) -> None:
    path.write_bytes(os.urandom(5000))


DAMAGE: dict[str, Callable[[Path], None]] = {"truncated": truncate, "overwritten": scribble, "deleted": Path.unlink}


@pytest.mark.parametrize("damage", DAMAGE)
def test_replaces_a_damaged_file(damage: str, processes: Machines, tmp_path: Path) -> None:
    DAMAGE[damage](tmp_path / "content-version")
    assert processes.cache()
    Post.objects.update(published_at=None)
    DAMAGE[damage](tmp_path / "content-version")
    assert not processes.show()
    assert processes.cache()


def test_saving_succeeds_while_another_process_holds_the_file_lock(
    processes: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version_store, "LOCK_TIMEOUT_S", 0.05)
    file = os.open(tmp_path / "content-version", os.O_RDWR)
    version_store.lock(file)
    Post.objects.update(published_at=None)
    assert not processes.show()
    os.close(file)
    time.sleep(INTERVAL_S)
    assert processes.cache()


# The version in the database.


def test_the_version_changes_and_rolls_back_with_its_transaction(processes: Machines) -> None:
    before = query_version()
    with transaction.atomic():
        Post.objects.update(title="Other")
        transaction.set_rollback(True)
    assert query_version() == before
    assert processes.show()
    with transaction.atomic():
        with transaction.atomic():
            Post.objects.update(title="Other")
            transaction.set_rollback(True)
        Post.objects.update(title="Another")
    assert query_version() != before
    assert not processes.show()


def test_a_transaction_adds_one_row() -> None:
    before = ContentChange.objects.count()
    with transaction.atomic():
        for number in range(3):
            make_post(f"Note {number}")
    assert ContentChange.objects.count() == before + 1


def test_pruning_deletes_old_rows_and_never_repeats_a_version(
    processes: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notes.models.content_changes.KEPT_CHANGES", 5)
    seen = []
    for number in range(23):
        Post.objects.update(title=f"Title {number}")
        seen.append(query_version())
    assert len(set(seen)) == len(seen)
    assert ContentChange.objects.count() <= 11
    assert KEPT_CHANGES > 11


def test_the_file_is_locked_while_the_version_is_read(
    processes: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = query_version

    def read_while_another_process_tries_to_lock() -> str:
        with (tmp_path / "content-version").open() as file, pytest.raises(BlockingIOError):
            version_store.lock(file.fileno())
        return read()

    monkeypatch.setattr(version_store, "LOCK_TIMEOUT_S", 0)
    monkeypatch.setattr("notes.content_version.version_store.query_version", read_while_another_process_tries_to_lock)
    assert FileVersionStore(tmp_path / "content-version").update() == read()


@contextmanager
def database_away() -> Iterator[None]:
    place = {"sqlite": {"NAME": "/nowhere/at.sqlite3"}, "postgresql": {"PORT": "1"}}[connection.vendor]
    before = connection.settings_dict.copy()
    connection.close()
    connection.settings_dict.update(place)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def test_sends_cached_pages_while_the_database_is_unreachable(processes: Machines) -> None:
    rendered = [reader.rendered for reader in processes.readers]
    with database_away():
        for _ in range(2):
            time.sleep(INTERVAL_S)
            assert processes.show()
    assert [reader.rendered for reader in processes.readers] == rendered
    Post.objects.update(published_at=None)
    assert not processes.show()


def test_the_stored_version_is_not_used_before_it_was_compared_with_the_database(
    processes: Machines, tmp_path: Path
) -> None:
    store = FileVersionStore(tmp_path / "content-version")
    with database_away():
        assert store.get() is None


def test_reconnects_after_the_database_closed_the_connection(processes: Machines) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL, where a connection can be closed from outside")
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    time.sleep(INTERVAL_S)
    assert processes.cache()
    assert connection.is_usable()
