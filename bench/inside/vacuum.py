"""Does what PostgreSQL does by itself on a server that runs for a while, and not within the seconds of a benchmark."""

from __future__ import annotations

from bench.inside import answer


def vacuum() -> None:
    """Puts away the rows that changes have left behind, and counts what is there for the plans of queries."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    answer(vacuum)
