"""Row-value comparison, for keyset pagination."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.db.models import BooleanField, F, Func, Model, Value

Operator = Literal["<", "<=", ">", ">="]


def row_compare(model: type[Model], columns: Sequence[str], operator: Operator, values: Sequence[Any]) -> Func:
    """The condition `(a, b) < (x, y)`, which is one seek in an index of these columns.

    Written as `a < x OR (a = x AND b < y)`, it would be a scan from the index's start.
    """
    fields: list[Any] = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in columns]
    left = _row(*(F(name) for name in columns))
    right = _row(*(Value(value, output_field=field) for value, field in zip(values, fields, strict=True)))
    return Func(left, right, template="%(expressions)s", arg_joiner=f" {operator} ", output_field=BooleanField())


def _row(*expressions: Any) -> Func:
    return Func(*expressions, template="(%(expressions)s)", output_field=BooleanField())
