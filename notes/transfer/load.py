"""Load a folder of note files into the site: each file in a transaction of its own, validated like a form."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notes import images
from notes.digests import digest
from notes.models import Post, Series, Tag
from notes.slugs import slug_for, with_suffix
from notes.transfer.files import BadFile, local_file, note_files, read_file, read_note
from notes.transfer.front_matter import BadFrontMatter, NoteFile, parse
from notes.transfer.visibility import is_hidden_by_place

logger = logging.getLogger(__name__)

LOCAL_IMAGE = re.compile(
    r"(!\[[^\]\n]{0,500}\]\(\s{0,9}<?|<img\b[^>\n]{0,500}?\bsrc\s{0,9}=\s{0,9}[\"']?)"
    r"(?![a-z][a-z0-9+.-]*:|/|#)([^\s)>\"']+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file: `outcome` is `created`, `kept` (a post with its slug was there) or `failed`."""

    path: Path
    outcome: str
    messages: tuple[str, ...] = ()
    is_draft: bool = False


def load_folder(folder: Path, author: User) -> list[Loaded]:
    """Makes a post of each Markdown file of the folder, in the files' order of publication.

    A post that is there already is left alone, so that loading twice changes nothing. A file that cannot be loaded is
    reported and leaves nothing behind, and the others are loaded all the same.
    """
    root = folder.resolve()
    notes: list[tuple[Path, NoteFile]] = []
    wishes: dict[Path, str] = {}
    report: list[Loaded] = []
    for path in note_files(root):
        with reported(path, report):
            note = parse(read_note(path))
            wishes[path] = note.slug or slug_for(note.title) or slug_for(path.stem)
            notes.append((path, note))
    slugs = slugs_of(notes, wishes, root)
    owners = {slug: path for path, slug in reversed(slugs.items())}
    notes.sort(key=lambda item: (item[1].published_at is None, item[1].published_at or 0, item[0]))
    for path, note in notes:
        with reported(path, report):
            if (owner := owners[slugs[path]]) != path:
                raise BadFile(
                    _("The file %(other)s has the same slug “%(slug)s”. Change one of them.")
                    % {"other": owner.relative_to(root), "slug": slugs[path]}
                )
            report.append(load_note(path, note, slugs[path], author, root))
    return report


@contextmanager
def reported(path: Path, report: list[Loaded]) -> Iterator[None]:
    """Reports any error in the block as that of this file, so that one file never stops the others."""
    try:
        yield
    except (BadFile, BadFrontMatter, images.ImageNotStored) as error:
        report.append(Loaded(path, "failed", (str(error),)))
    except ValidationError as error:
        report.append(Loaded(path, "failed", messages_of(error)))
    except Exception as error:
        logger.exception("Loading %r failed.", str(path))
        message = _("Unexpected error (%(kind)s); the file was not imported. See the log for details.")
        report.append(Loaded(path, "failed", (message % {"kind": type(error).__name__},)))


def messages_of(error: ValidationError) -> tuple[str, ...]:
    if not hasattr(error, "error_dict"):
        return tuple(error.messages)
    return tuple(f"{field}: {message}" for field, messages in error.message_dict.items() for message in messages)


def slugs_of(notes: Sequence[tuple[Path, NoteFile]], wishes: dict[Path, str], root: Path) -> dict[Path, str]:
    """The slug of each file, the same whenever the folder is loaded: a second file of one title has its path added."""
    slugs: dict[Path, str] = {}
    taken: set[str] = set()
    for path, note in sorted(notes, key=lambda item: (not item[1].slug, item[0])):
        slug = wishes[path]
        if not slug or (slug in taken and not note.slug):
            slug = with_suffix(slug or "note", digest(os.fsencode(path.relative_to(root)).hex())[:8])
        slugs[path] = slug
        taken.add(slug)
    return slugs


@transaction.atomic
def load_note(path: Path, note: NoteFile, slug: str, author: User, root: Path) -> Loaded:
    if Post.objects.by_slug(slug):
        return Loaded(path, "kept")
    is_hidden = is_hidden_by_place(Path(root.name) / path.relative_to(root))
    published_at = None if is_hidden else note.published_at
    created_at = note.published_at or timezone.now()
    post = Post(
        title=note.title,
        slug=slug,
        body=note.body,
        summary=note.summary,
        author=author,
        series=series_of(note),
        series_position=note.series_position,
        language=note.language,
        pinned=note.pinned,
        published_at=published_at,
        created_at=created_at,
        updated_at=note.updated_at or created_at,
    )
    for name in note.tags:
        Tag(name=name).clean_fields(exclude=["slug"])
    # Before any image is stored: a note that is refused leaves no file behind.
    post.full_clean()
    lost = list(note.notices)
    post.body = with_stored_images(note.body, path.parent, root, lost)
    if note.cover and (stored := stored_image(note.cover, path.parent, root, lost, folder="covers")):
        post.cover = stored.name
    # Stored names are longer than those in the file.
    post.clean_fields()
    post.save()
    post.tags.set(note.tags)
    lost += [_("Unknown front matter key “%(name)s” was ignored.") % {"name": name} for name in note.unknown]
    return Loaded(path, "created", tuple(lost), is_draft=published_at is None)


def series_of(note: NoteFile) -> Series | None:
    if not note.series:
        return None
    series = Series.objects.filter(title=note.series).first()
    if series is None:
        series = Series(title=note.series)
        series.full_clean()
        series.save()
    return series


def with_stored_images(body: str, folder: Path, root: Path, lost: list[str]) -> str:
    def moved(match: re.Match[str]) -> str:
        stored = stored_image(match[2], folder, root, lost)
        return match[1] + (images.store(stored) if stored else match[2])

    return LOCAL_IMAGE.sub(moved, body)


def stored_image(
    reference: str, note_folder: Path, root: Path, lost: list[str], folder: str = "images"
) -> images.EncodedImage | None:
    try:
        path = local_file(reference, note_folder, root)
        content = read_file(path, images.MAX_BYTES)
        is_drawing = path.suffix.casefold() == ".svg"
        encoded = images.encode_svg(content, folder) if is_drawing else images.encode(content, folder)
    except (BadFile, images.InvalidImage) as error:
        lost.append(f"{reference[:200]}: {error}")
        return None
    images.store(encoded)
    return encoded
