"""All tags, series and years, with their numbers of posts. Memoized for anonymous visitors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from notes import content_version
from notes.digests import digest
from notes.listings.neighbours import LINK_COLUMNS, linked_post
from notes.models import Post, Series, Tag
from notes.models.visibility import ANONYMOUS, Reader
from notes.orm.counts import count_of, select

FIRST_POSTS = 8
"""How many posts of each series the list of series shows."""

YEARS_PER_QUERY = 50

TAG_COLUMNS = ("pk", "name", "slug", "description", "post_count")
SERIES_COLUMNS = ("pk", "title", "slug", "description", "post_count", "latest_at")


def tags(reader: Reader) -> list[Tag]:
    """The tags with posts that this reader may see, with their `post_count`, the most used first."""
    if reader.is_authenticated:
        return list(Tag.objects.visible_to(reader))

    def find(fetch: content_version.Fetch) -> list[list[Any]]:
        return [*map(list, fetch(Tag.objects.visible_to(ANONYMOUS).values_list(*TAG_COLUMNS)))]

    return [set_values(Tag(), TAG_COLUMNS, values) for values in content_version.memoize("tags", find)]


def all_series(reader: Reader) -> list[Series]:
    """The series with posts that this reader may see, with `post_count` and `latest_at`, the latest first."""
    if reader.is_authenticated:
        return list(Series.objects.visible_to(reader))

    def find(fetch: content_version.Fetch) -> list[list[Any]]:
        rows = fetch(Series.objects.visible_to(ANONYMOUS).values_list(*SERIES_COLUMNS))
        return [[*others, latest_at.isoformat()] for *others, latest_at in rows]

    return [
        set_values(Series(), SERIES_COLUMNS, [*others, parse_datetime(latest_at)])
        for *others, latest_at in content_version.memoize("series", find)
    ]


def attach_first_posts(reader: Reader, all_series: Sequence[Series]) -> None:
    """Set `first_posts` of these series to the first posts that this reader may see."""
    pks = [series.pk for series in all_series]
    rank = Window(RowNumber(), partition_by="series_id", order_by=["series_position", "published_at", "pk"])
    ranked = Post.objects.visible_to(reader).filter(series__in=pks).annotate(rank=rank)
    first = ranked.filter(rank__lte=FIRST_POSTS).in_series_order().values_list("series_id", *LINK_COLUMNS)

    def find(fetch: content_version.Fetch) -> list[list[Any]]:
        return [*map(list, fetch(first))]

    name = f"first-posts:{digest(pks)}"
    found = find(list) if reader.is_authenticated else content_version.memoize(name, find)
    for series in all_series:
        series.first_posts = [linked_post(values) for pk, *values in found if pk == series.pk]


def years(reader: Reader) -> dict[int, int]:
    """The number of posts that this reader may see by year of publication, the latest year first."""
    counts = Counter({year: count for year, count in content_version.memoize("years", _years)})  # noqa: C416
    scheduled = Post.objects.visible_only_to(reader).exclude(published_at=None).values_list("published_at", flat=True)
    counts.update(timezone.localtime(moment).year for moment in scheduled)
    return dict(sorted(counts.items(), reverse=True))


def _years(fetch: content_version.Fetch) -> list[list[int]]:
    """Count a range of the index for each year: `GROUP BY` of each post's year takes a second for 100,000 posts."""
    published = Post.objects.published()
    times = published.order_by("published_at").values_list("published_at")
    ends = fetch(select(Post.objects.all(), Subquery(times[:1]), Subquery(times.reverse()[:1])))
    if not ends or None in ends[0]:
        return []
    first, last = ends[0]
    all_years = range(timezone.localtime(first).year, timezone.localtime(last).year + 1)
    counts: list[list[int]] = []
    for start in range(0, len(all_years), YEARS_PER_QUERY):
        some = all_years[start : start + YEARS_PER_QUERY]
        expressions = (count_of(published.filter(published_at__year=year)) for year in some)
        (row,) = fetch(select(Post.objects.all(), *expressions))
        counts += [[year, count] for year, count in zip(some, row, strict=True) if count]
    return counts


def set_values(instance: Any, names: Sequence[str], values: Iterable[Any]) -> Any:
    for name, value in zip(names, values, strict=True):
        setattr(instance, name, value)
    return instance
