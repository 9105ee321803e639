"""Orders of posts that an index provides, for keyset pagination and for previous and next posts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from notes.models import Post
from notes.orm.row_values import Operator, row_compare

SERIES_COLUMNS = ("series_position", "published_at", "pk")


@dataclass(frozen=True, slots=True)
class Ordering:
    """A query set `rows`, ordered by `columns`: all of them descending, or all ascending.

    The rows are posts, or refer to one by the column `key`. A `Listing` calls their `visible_to`; `previous_and_next`
    asks `contains` whether a post that it has loaded is one of them.
    """

    rows: Any
    columns: tuple[str, ...]
    is_ascending: bool = False
    key: str = "pk"
    contains: Callable[[Post], bool] = lambda post: True

    def values_of(self, post: Post) -> list[Any]:
        """The columns' values in the row of this post."""
        return [getattr(post, "pk" if column == self.key else column) for column in self.columns]

    def compare(self, operator: Operator, values: Sequence[Any], rows: Any = None) -> Any:
        """Filter the rows by comparing their columns with these values, in one index seek."""
        rows = self.rows if rows is None else rows
        return rows.filter(row_compare(rows.model, self.columns, operator, values))


def sort_key(values: Sequence[Any]) -> tuple[tuple[bool, Any], ...]:
    """A sort key for values of columns: `None` is greater than any other value."""
    return tuple((value is None, value) for value in values)
