"""A post as one text file: a head of YAML between two lines of `---`, then the Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import timezone as fixed_zone
from typing import Any

import yaml
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from notes.models import Post
from notes.models.tags import SEPARATOR
from notes.models.validation import EARLIEST, LATEST
from notes.transfer.visibility import FALSE, TRUE, take_visibility
from notes.transfer.yaml_head import BadFrontMatter, Value, read_head

__all__ = ["BadFrontMatter", "NoteFile", "dump", "parse"]

# A note may begin with an indented block of code: only whole blank lines before the text are left out.
HEAD = re.compile(r"\s*^---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$(?:\n[ \t]*$)*\n?", re.DOTALL | re.MULTILINE)
TIME = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
    r"(?:[Tt\s]\s*([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?"
    r"\s*(?:(?P<utc>Z|z|UTC|GMT)|(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?)?)?"
)
LATER_DATES = ("publishdate", "publish_date", "pubdate", "publish_at", "published_at")


@dataclass(frozen=True, slots=True)
class NoteFile:
    """What a note's file says. `cover` and the images in `body` are paths relative to the file.

    `published_at` is empty for every note that is to stay a draft; `notices` are messages for its author.
    """

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
    unknown: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def parse(text: str) -> NoteFile:
    """Reads a note's file. Raises `BadFrontMatter`."""
    match = HEAD.match(text)
    head = read_head(match[1]) if match else {}
    title = _text(head, "title")
    if not match or not title:
        raise BadFrontMatter(
            _("Missing title. Add “title: …” to the front matter, between two lines of --- at the top of the file.")
        )
    tags = _names(head)
    is_hidden, notices = take_visibility(head, tags)
    date = _time(head, "date")
    # Hugo publishes at the later of its two dates.
    later = [moment for name in LATER_DATES if (moment := _time(head, name))]
    return NoteFile(
        title=title,
        body=text[match.end() :].rstrip(),
        slug=_text(head, "slug"),
        summary=_lines(head, "summary"),
        cover=_text(head, "cover"),
        tags=tags,
        series=_text(head, "series"),
        series_position=_whole_number(head, "series_position"),
        language=_language(head),
        pinned=_flag(head, "pinned"),
        published_at=None if is_hidden or date is None else max([date, *later]),
        updated_at=_time(head, "updated"),
        unknown=tuple(sorted(head)),
        notices=tuple(notices),
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


def _lines(head: dict[str, Value], name: str) -> str:
    value = head.pop(name, None)
    if value is None or isinstance(value, str):
        return (value or "").strip()
    raise BadFrontMatter(_("“%(name)s” must be text.") % {"name": name})


def _text(head: dict[str, Value], name: str) -> str:
    """One line: YAML has ways to write a long one on several."""
    return re.sub(r"[ \t]*[\n\t]\s*", " ", _lines(head, name))


def _names(head: dict[str, Value]) -> tuple[str, ...]:
    value = head.pop("tags", None)
    items = [value] if isinstance(value, str) else value or []
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise BadFrontMatter(_("“tags” must be a list such as [GAN, VAE]."))
    names = (" ".join(name.split()) for item in items for name in SEPARATOR.split(item))
    return tuple(dict.fromkeys(name for name in names if name))


def _whole_number(head: dict[str, Value], name: str) -> int | None:
    value = head.pop(name, None)
    if value is None:
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,5}", value) and int(value) > 0:
        return int(value)
    raise BadFrontMatter(_("“%(name)s” must be a positive integer.") % {"name": name})


def _flag(head: dict[str, Value], name: str) -> bool:
    value = head.pop(name, None)
    word = value.casefold() if isinstance(value, str) else "false" if value is None else ""
    if word not in TRUE | FALSE:
        raise BadFrontMatter(_("“%(name)s” must be true or false.") % {"name": name})
    return word in TRUE


def _language(head: dict[str, Value]) -> str:
    language = _text(head, "language").lower() or settings.LANGUAGE_CODE
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        raise BadFrontMatter(_("“language” must be one of %(known)s.") % {"known": known})
    return language


def _time(head: dict[str, Value], name: str) -> datetime | None:
    """A date with or without a time; without a time zone it is in the site's own."""
    if (value := head.pop(name, None)) is None:
        return None
    match = TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if match is None:
            raise ValueError
        year, month, day, hour, minute, second = (int(part or 0) for part in match.group(*range(1, 7)))
        if not EARLIEST.year <= year <= LATEST.year:
            raise ValueError
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(match))
    except ValueError as error:
        raise BadFrontMatter(
            _("“%(name)s” must be a date such as 2026-03-14 or 2026-03-14 20:30.") % {"name": name}
        ) from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _zone(match: re.Match[str]) -> tzinfo | None:
    if match["utc"]:
        return UTC
    if not match["sign"]:
        return None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return fixed_zone(-offset if match["sign"] == "-" else offset)
