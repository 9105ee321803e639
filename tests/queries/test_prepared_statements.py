"""PostgreSQL plans the statements of a page once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tests.factories import make_post

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's driver remembers statements by itself"),
]


def plans() -> dict[str, int]:
    """The statements that this connection has prepared, each with how often it was planned or run by its plan."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements"
            """ WHERE statement LIKE 'SELECT "notes_%'"""
        )
        return dict(cursor.fetchall())


@pytest.mark.parametrize("address", ["/", "/tags/common/", "/posts/first/"])
def test_statements_of_a_page_are_prepared(client: Client, address: str) -> None:
    make_post("First", slug="first", tags=["common"], body="[[second]]")
    make_post("Second", slug="second", tags=["common"], body="[[first]]")
    for _ in range(5):
        assert client.get(address).status_code == 200
    assert any('FROM "notes_link"' in statement for statement in plans())
    before = plans()
    client.get(address)
    # The same statements and no new ones: neither time nor parameters are part of their text.
    assert plans().keys() == before.keys()
    assert sum(plans().values()) > sum(before.values())
