"""Tags, series and years of the site. For anonymous visitors they are computed once per content version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from notes import content_version
from notes.digests import digest
from notes.models import Post, Series, Tag, TaggedPost
from notes.models.permalinks import is_slug
from notes.orm.counts import number_of, one_row

FIRST_POSTS = 8
"""Posts of a series that the index of series shows."""

LONGEST_BOX = 100
"""Posts of a series that a post's page still lists one by one."""

YEARS_AT_ONCE = 50

LINK = ("pk", "title", "slug", "language")
TAG = ("pk", "name", "slug", "description", "post_count")
SERIES = ("pk", "title", "slug", "description", "post_count", "latest_at")
"""What a link to a post, and the indexes of tags and of series show."""

WORLD = AnonymousUser()
"""Everybody who is not signed in."""

Reader = AbstractBaseUser | AnonymousUser
Place = TypeVar("Place", Tag, Series)

USES: dict[type, QuerySet[Any]] = {
    Tag: TaggedPost.objects.filter(tag=OuterRef("pk")),
    Series: Post.objects.filter(series=OuterRef("pk")),
}
"""What stands for a post in a tag or series, with the post's time."""


def place_at(kind: type[Place], slug: str) -> Place | None:
    """The tag or series that has this slug, or had it before: its `slug` then differs from the one asked for.

    It has its `published_count`.
    """
    if not is_slug(slug):
        return None

    def values(fetch: content_version.Fetch) -> list[Any]:
        for column in ("slug", "slug_redirects__slug"):
            published_count = number_of(USES[kind].filter(published_at__lte=timezone.now()))
            for row in fetch(kind.objects.filter(**{column: slug}).values_list(*columns_of(kind), published_count)):
                return list(row)
        # Not remembered: there is no end to the slugs that nobody has.
        raise kind.DoesNotExist

    try:
        *known, published_count = content_version.memoize(f"{kind.__name__}:{slug}", values)
    except kind.DoesNotExist:
        return None
    place = kind(**dict(zip(columns_of(kind), known, strict=True)))
    place.published_count = published_count
    return place


def columns_of(kind: type[Place]) -> list[str]:
    return [field.attname for field in kind._meta.concrete_fields]


def tags(user: Reader) -> list[Tag]:
    """The tags under which this reader finds posts, each with its `post_count`, the most used first."""
    if user.is_authenticated:
        return list(Tag.objects.visible_to(user))
    found = content_version.memoize(
        "tags", lambda fetch: [*map(list, fetch(Tag.objects.visible_to(WORLD).values_list(*TAG)))]
    )
    return [with_values(Tag(), zip(TAG, values, strict=True)) for values in found]


def all_series(user: Reader) -> list[Series]:
    """The series in which this reader finds posts, with `post_count` and `latest_at`, the last one to grow first."""
    if user.is_authenticated:
        return list(Series.objects.visible_to(user))

    def values(fetch: content_version.Fetch) -> list[list[Any]]:
        found = fetch(Series.objects.visible_to(WORLD).values_list(*SERIES))
        return [[*others, latest_at.isoformat()] for *others, latest_at in found]

    return [
        with_values(Series(), zip(SERIES, [*others, parse_datetime(latest_at)], strict=True))
        for *others, latest_at in content_version.memoize("series", values)
    ]


def add_first_posts(user: Reader, all_series: Sequence[Series]) -> None:
    """Gives series the posts with which they begin for this reader, as their `first_posts`."""
    keys = [series.pk for series in all_series]
    place = Window(RowNumber(), partition_by="series_id", order_by=["series_position", "published_at", "pk"])
    ranked = Post.objects.visible_to(user).filter(series__in=keys).annotate(place=place)
    first = ranked.filter(place__lte=FIRST_POSTS).in_series_order().values_list("series_id", *LINK)

    def posts(fetch: content_version.Fetch) -> list[list[Any]]:
        return [*map(list, fetch(first))]

    name = f"first-posts:{digest(keys)}"
    found = posts(list) if user.is_authenticated else content_version.memoize(name, posts)
    for series in all_series:
        series.first_posts = [linked_post(*values) for key, *values in found if key == series.pk]


def box_of(user: Reader, series: Series) -> list[Post] | None:
    """The posts of a series that this reader may see, in order; `None` where they are too many for a post's page."""
    in_order = Post.objects.visible_to(user).filter(series=series).in_series_order()

    def posts(fetch: content_version.Fetch) -> list[list[Any]]:
        return [*map(list, fetch(in_order.values_list(*LINK)[: LONGEST_BOX + 1]))]

    found = posts(list) if user.is_authenticated else content_version.memoize(f"series:{series.pk}:box", posts)
    if len(found) > LONGEST_BOX:
        return None
    return [linked_post(*values) for values in found]


def years(user: Reader) -> dict[int, int]:
    """How many posts of each year this reader finds, the latest year first."""
    counts = Counter({year: count for year, count in content_version.memoize("years", _years)})  # noqa: C416
    scheduled = Post.objects.visible_only_to(user).exclude(published_at=None).values_list("published_at", flat=True)
    counts.update(timezone.localtime(moment).year for moment in scheduled)
    return dict(sorted(counts.items(), reverse=True))


def _years(fetch: content_version.Fetch) -> list[list[int]]:
    """A count in the index for each year: asking the database for every post's year takes a second of 100,000."""
    published = Post.objects.published()
    times = published.order_by("published_at").values_list("published_at")
    ends = fetch(one_row(Subquery(times[:1]), Subquery(times.reverse()[:1])))
    if not ends or None in ends[0]:
        return []
    first, last = ends[0]
    between = range(timezone.localtime(first).year, timezone.localtime(last).year + 1)
    counts: list[list[int]] = []
    for start in range(0, len(between), YEARS_AT_ONCE):
        some = between[start : start + YEARS_AT_ONCE]
        (row,) = fetch(one_row(*(number_of(published.filter(published_at__year=year)) for year in some)))
        counts += [[year, count] for year, count in zip(some, row, strict=True) if count]
    return counts


def linked_post(*values: Any) -> Post:
    return Post(**dict(zip(LINK, values, strict=True)))


def with_values(thing: Any, values: Iterable[tuple[str, Any]]) -> Any:
    for name, value in values:
        setattr(thing, name, value)
    return thing
