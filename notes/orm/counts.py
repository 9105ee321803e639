"""Several counts in one statement."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Subquery


def count_of(rows: QuerySet[Any]) -> Subquery:
    """The number of rows, as an expression for another query."""
    # `COUNT` as a plain function: Django's aggregate would add a GROUP BY.
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().values_list(count))


def select(rows: QuerySet[Any], *expressions: Subquery) -> QuerySet[Any, Any]:
    """A query set of one tuple with these expressions, or of none if there are no `rows`.

    Django cannot build a SELECT without a FROM clause; `rows` provides it.
    """
    return rows.order_by("pk").values_list(*expressions)[:1]
