"""The site's places as readers find them: tags, series and years. For the world they are worked out once an edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import F, Func, IntegerField, Prefetch, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from notes import edition
from notes.models import Post, Series, Tag
from notes.models.addresses import is_slug

FIRST_POSTS = 8
"""Posts of a series that the index of series shows."""

LONGEST_BOX = 100
"""Posts of a series that a post's page still lists one by one."""

YEARS_AT_ONCE = 50

Reader = AbstractBaseUser | AnonymousUser
Place = TypeVar("Place", Tag, Series)


def place_at(kind: type[Place], slug: str) -> Place | None:
    """The tag or series that has this slug, or had it before: its `slug` then differs from the one asked for."""

    def values() -> dict[str, Any]:
        place = kind.objects.at(slug)
        if place is None:
            raise kind.DoesNotExist
        return {field.attname: getattr(place, field.attname) for field in kind._meta.concrete_fields}

    try:
        return kind(**edition.remember(f"{kind.__name__}:{slug}", values)) if is_slug(slug) else None
    except kind.DoesNotExist:
        # Not remembered: there is no end to the slugs that nobody has.
        return None


def tags(user: Reader) -> list[Tag]:
    """The tags under which this reader finds posts, each with its `post_count`, the most used first."""
    if user.is_authenticated:
        return list(Tag.objects.visible_to(user))
    names = ("pk", "name", "slug", "description", "post_count")
    found = edition.remember("tags", lambda: [*map(list, Tag.objects.visible_to(user).values_list(*names))])
    return [with_values(Tag(), zip(names, values, strict=True)) for values in found]


def all_series(user: Reader) -> list[Series]:
    """The series in which this reader finds posts, with `post_count`, `latest_at` and their `first_posts`."""
    if user.is_authenticated:
        return _series_with_posts(user)
    names = ("pk", "title", "slug", "description", "post_count")
    found = edition.remember(
        "series",
        lambda: [
            [[getattr(series, name) for name in names], series.latest_at.isoformat(), _packed(series.first_posts)]
            for series in _series_with_posts(user)
        ],
    )
    return [
        with_values(
            Series(),
            [
                *zip(names, values, strict=True),
                ("latest_at", parse_datetime(latest_at)),
                ("first_posts", _unpacked(first_posts)),
            ],
        )
        for values, latest_at, first_posts in found
    ]


def box_of(user: Reader, series: Series) -> list[Post] | None:
    """The posts of a series that this reader may see, in order; `None` where they are too many for a post's page."""

    def posts() -> list[list[Any]]:
        visible = Post.objects.visible_to(user).filter(series=series).in_series_order().for_linking()
        return _packed(visible[: LONGEST_BOX + 1])

    found = posts() if user.is_authenticated else edition.remember(f"series:{series.pk}:box", posts)
    return _unpacked(found) if len(found) <= LONGEST_BOX else None


def years(user: Reader) -> dict[int, int]:
    """How many posts of each year this reader finds, the latest year first."""
    counts = Counter({year: count for year, count in edition.remember("years", _years)})  # noqa: C416
    scheduled = Post.objects.visible_only_to(user).exclude(published_at=None).values_list("published_at", flat=True)
    counts.update(timezone.localtime(moment).year for moment in scheduled)
    return dict(sorted(counts.items(), reverse=True))


def _years() -> list[list[int]]:
    """A count in the index for each year: asking the database for every post's year takes a second of 100,000."""
    posts = Post.objects.published()
    moments = posts.order_by("published_at").values_list("published_at", flat=True)
    first, last = moments.first(), moments.last()
    if first is None or last is None:
        return []
    between = range(timezone.localtime(first).year, timezone.localtime(last).year + 1)
    counts: list[list[int]] = []
    for start in range(0, len(between), YEARS_AT_ONCE):
        some = between[start : start + YEARS_AT_ONCE]
        counted = {f"in_{year}": _count(posts.filter(published_at__year=year)) for year in some}
        (row,) = Post.objects.order_by("pk").values_list(*counted.values())[:1]
        counts += [[year, count] for year, count in zip(some, row, strict=True) if count]
    return counts


def _count(posts: Any) -> Subquery:
    # `COUNT` as a plain function: Django's aggregate would group by each post.
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(posts.order_by().values_list(number))


def _series_with_posts(user: Reader) -> list[Any]:
    ranked = Post.objects.visible_to(user).annotate(
        place=Window(RowNumber(), partition_by="series_id", order_by=["series_position", "published_at", "pk"])
    )
    first_posts = ranked.filter(series__isnull=False, place__lte=FIRST_POSTS).in_series_order().for_linking()
    prefetch = Prefetch("posts", queryset=first_posts, to_attr="first_posts")
    return list(Series.objects.visible_to(user).prefetch_related(prefetch))


def _packed(posts: Iterable[Post]) -> list[list[Any]]:
    return [[post.pk, post.title, post.slug, post.language] for post in posts]


def _unpacked(packed: Iterable[list[Any]]) -> list[Post]:
    return [Post(pk=pk, title=title, slug=slug, language=language) for pk, title, slug, language in packed]


def with_values(thing: Any, values: Iterable[tuple[str, Any]]) -> Any:
    for name, value in values:
        setattr(thing, name, value)
    return thing
