"""Comparing several columns at once, as an index orders them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.db.models import BooleanField, F, Func, Model, Value


def compared(
    model: type[Model], columns: Sequence[str], operator: Literal["<", "<=", ">", ">="], values: Sequence[Any]
) -> Func:
    """`(a, b) < (x, y)`: one seek in an index of these columns.

    Spelled out as `a < x OR (a = x AND b < y)` it would be a scan from the index's end.
    """
    fields: list[Any] = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in columns]
    here = row(*(F(name) for name in columns))
    there = row(*(Value(value, output_field=field) for value, field in zip(values, fields, strict=True)))
    return Func(here, there, template="%(expressions)s", arg_joiner=f" {operator} ", output_field=BooleanField())


def row(*expressions: Any) -> Func:
    return Func(*expressions, template="(%(expressions)s)", output_field=BooleanField())
