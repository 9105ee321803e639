"""The value of `post.rendered`: what pages show of a rendered post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from notes.render_cache.snapshots import Card, Outline
from notes.rendering import Heading

T = TypeVar("T")

COLUMNS: dict[str, type] = {"card": Card, "outline": Outline, "html": str, "feed_html": str}
"""The columns of a stored rendering that pages show, with the types of their values."""


class NotLoadedError(RuntimeError):
    """A page reads a column of the rendering that its query does not load."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered post. `columns` are those that the post's query loaded; reading another raises `NotLoadedError`.

    `retry_at` is set if the rendering failed or is provisional.
    """

    columns: Mapping[str, Any]
    retry_at: datetime | None = None

    @property
    def card(self) -> Card:
        return self._column("card", Card)

    @property
    def headings(self) -> tuple[Heading, ...]:
        return self._column("outline", Outline).headings

    @property
    def html(self) -> str:
        return self._column("html", str)

    @property
    def feed_html(self) -> str:
        return self._column("feed_html", str)

    @property
    def has_failed(self) -> bool:
        """Whether rendering raised, so that the page shows the source."""
        return self.card.has_failed

    def _column(self, name: str, kind: type[T]) -> T:
        value = self.columns.get(name)
        if not isinstance(value, kind):
            raise NotLoadedError(f"Add {name!r} to the query's with_rendering(…).")
        return value
