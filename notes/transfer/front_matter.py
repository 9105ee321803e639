"""A post as one text file: a head of YAML between two lines of `---`, then the Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import frontmatter
import yaml
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from notes.models import Post


class BadFrontMatter(ValueError):
    """The head of a note cannot be understood; the message says which line of it and what to write."""


@dataclass(frozen=True, slots=True)
class NoteFile:
    """What a note's file says. `cover` and the images in `body` are paths relative to the file."""

    title: str
    body: str
    slug: str = ""
    summary: str = ""
    cover: str = ""
    tags: tuple[str, ...] = ()
    series: str = ""
    series_position: int | None = None
    language: str = settings.LANGUAGE_CODE
    pinned: bool = False
    published_at: datetime | None = None
    updated_at: datetime | None = None
    unknown: tuple[str, ...] = field(default=())


def parse(text: str) -> NoteFile:
    """Reads a note's file. Raises `BadFrontMatter`."""
    try:
        head, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        raise BadFrontMatter(
            _("The head between the two lines of --- is not valid YAML: %(error)s") % {"error": error}
        ) from error
    if not isinstance(head, dict) or not str(head.get("title") or "").strip():
        raise BadFrontMatter(_("The note has no title: write “title: …” between two lines of --- at its beginning."))
    language = str(head.pop("language", settings.LANGUAGE_CODE)).lower()
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        raise BadFrontMatter(_("“language” must be one of %(known)s.") % {"known": known})
    return NoteFile(
        title=str(head.pop("title")).strip(),
        body=body,
        slug=str(head.pop("slug", "") or ""),
        summary=str(head.pop("summary", "") or ""),
        cover=str(head.pop("cover", "") or ""),
        tags=_names(head.pop("tags", None)),
        series=str(head.pop("series", "") or ""),
        series_position=_whole_number(head, "series_position"),
        language=language,
        pinned=head.pop("pinned", False) is True,
        published_at=_moment(head, "date"),
        updated_at=_moment(head, "updated"),
        unknown=tuple(sorted(map(str, head))),
    )


def dump(post: Post, *, series_position: int | None = None) -> str:
    """The file of a post, which `parse` reads back to the same, unless readers see it at another `series_position`."""
    head: dict[str, Any] = {"title": post.title, "slug": post.slug}
    if post.published_at:
        head["date"] = post.published_at.astimezone(UTC).replace(microsecond=0)
    head["updated"] = post.updated_at.astimezone(UTC).replace(microsecond=0)
    head["tags"] = sorted(tag.name for tag in post.tags.all())
    if post.series:
        head |= {"series": post.series.title, "series_position": series_position or post.series_position}
    head["language"] = post.language
    if post.summary:
        head["summary"] = post.summary
    if post.cover:
        head["cover"] = post.cover.url
    if post.pinned:
        head["pinned"] = True
    yaml_head = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{yaml_head}---\n\n{post.body}\n"


def _names(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        raise BadFrontMatter(_("“tags” must be a list such as [GAN, VAE]."))
    return tuple(dict.fromkeys(name for name in (str(item).strip() for item in value) if name))


def _whole_number(head: dict[str, Any], name: str) -> int | None:
    value = head.pop(name, None)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
        return value
    raise BadFrontMatter(_("“%(name)s” must be a whole number from 1.") % {"name": name})


def _moment(head: dict[str, Any], name: str) -> datetime | None:
    """A date with or without a time; without a time zone it is in the site's own."""
    value = head.pop(name, None)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = object()
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if value is None or (isinstance(value, datetime) and timezone.is_aware(value)):
        return value
    if isinstance(value, datetime):
        return timezone.make_aware(value)
    raise BadFrontMatter(_("“%(name)s” must be a date such as 2026-03-14 or 2026-03-14 20:30.") % {"name": name})
