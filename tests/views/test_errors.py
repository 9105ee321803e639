"""What a reader sees when something is wrong, and what protects every page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.db import Error
from django.db.utils import ConnectionHandler
from django.test import Client
from pytest_django import Settings

from tests.factories import make_post

pytestmark = pytest.mark.django_db


def test_an_unknown_address_leads_on(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()
    assert 'href="/archive/"' in response.content.decode()


def test_a_fault_of_ours_says_so_and_asks_nobody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("notes.views.home.paginate_posts", fail)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def database_error(*statements: str) -> Error:
    """The error of the last of some SQL statements on a database in memory."""
    database = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})["default"]
    with database.cursor() as cursor:
        for statement in statements[:-1]:
            cursor.execute(statement)
        with pytest.raises(Error) as raised:
            cursor.execute(statements[-1])
    return raised.value


FULL = ("PRAGMA max_page_count = 1", "CREATE TABLE t (x)")
READ_ONLY = ("CREATE TABLE t (x)", "PRAGMA query_only = on", "INSERT INTO t VALUES (1)")


@pytest.mark.parametrize(
    ("statements", "status"), [(FULL, 503), (READ_ONLY, 503), (["SELECT * FROM missing"], 500), (["SELEC"], 500)]
)
@pytest.mark.parametrize("address", ["/", "/tags/"])
def test_a_database_that_cannot_be_used_is_no_fault_of_the_code(
    client: Client, monkeypatch: pytest.MonkeyPatch, statements: Sequence[str], status: int, address: str
) -> None:
    error = database_error(*statements)

    def fail(*_arguments: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr("notes.views.home.paginate_posts", fail)
    monkeypatch.setattr("notes.listings.taxonomy.tags", fail)
    client.raise_request_exception = False
    response = client.get(address, headers={"accept-language": "zh-CN"})
    assert response.status_code == status
    assert response.has_header("Retry-After") is (status == 503)
    assert response["Content-Language"] == "zh-hans"
    assert "no-store" in response["Cache-Control"]


def test_messages_come_in_the_readers_language(client: Client) -> None:
    make_post()
    html = client.get("/?page=9", headers={"accept-language": "zh-CN,zh;q=0.9"}).content.decode()
    assert "没有第“9”页" in html
    assert '<html lang="zh-hans">' in html


def test_the_language_can_be_switched_without_a_script(client: Client) -> None:
    response = client.post("/language/", {"language": "zh-hans", "next": "/tags/"})
    assert response["Location"] == "/tags/"
    assert "标签" in client.get("/tags/").content.decode()


def test_pages_forbid_what_they_do_not_need(client: Client) -> None:
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src" not in policy
    assert "style-src 'self'" in policy
    assert response["X-Content-Type-Options"] == "nosniff"


def test_no_page_loads_anything_from_elsewhere(client: Client) -> None:
    make_post(tags=["a"])
    for address in ("/", "/tags/", "/series/", "/archive/", "/nowhere/"):
        html = client.get(address).content.decode()
        for attribute in ('src="http', 'stylesheet" href="http'):
            assert attribute not in html


def test_uploaded_files_are_sent_so_that_they_cannot_run(client: Client, media_folder: Path) -> None:
    media_folder.mkdir()
    (media_folder / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    response = client.get("/media/drawing.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "immutable" in response["Cache-Control"]
    assert client.get("/media/../settings.py").status_code == 404
    assert client.get("/media/none.png").status_code == 404


def test_debug_pages_are_off(settings: Settings) -> None:
    assert settings.DEBUG is False
