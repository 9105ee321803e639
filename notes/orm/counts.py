"""Figures about the site, several of them by one statement."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Subquery

from notes.models.posts import Post


def number_of(rows: QuerySet[Any]) -> Subquery:
    """How many rows there are, to be asked within another query."""
    # `COUNT` as a plain function: Django's aggregate would group by each row.
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(rows.order_by().values_list(number))


def one_row(*figures: Subquery) -> QuerySet[Any, Any]:
    """A statement of these figures and nothing else. It gives no row at all while there is no post."""
    return Post.objects.order_by("pk").values_list(*figures)[:1]
