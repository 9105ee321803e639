"""Loading a folder of note files into the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from notes import images
from notes.models import Post, Series
from notes.transfer.front_matter import BadFrontMatter, NoteFile, parse

LOCAL_IMAGE = re.compile(
    r"(!\[[^\]]*\]\(\s*<?|<img\b[^>]*?\bsrc\s*=\s*[\"']?)(?![a-z][a-z0-9+.-]*:|/|#)([^\s)>\"']+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file: `outcome` is `created`, `kept` (a post with its slug was there) or `failed`."""

    path: Path
    outcome: str
    messages: tuple[str, ...] = ()


def load_folder(folder: Path, author: User) -> list[Loaded]:
    """Makes a post of each Markdown file of the folder, in the files' order of publication.

    A post that is there already is left alone, so that loading twice changes nothing. A file that cannot be read is
    reported, and the others are loaded all the same.
    """
    notes: list[tuple[Path, NoteFile]] = []
    report: list[Loaded] = []
    for path in sorted(folder.glob("**/*.md")):
        try:
            notes.append((path, parse(path.read_text(encoding="utf-8"))))
        except (BadFrontMatter, UnicodeDecodeError) as error:
            report.append(Loaded(path, "failed", (str(error),)))
    notes.sort(key=lambda item: (item[1].published_at is None, item[1].published_at or 0, item[0]))
    report += [load_note(path, note, author) for path, note in notes]
    return report


@transaction.atomic
def load_note(path: Path, note: NoteFile, author: User) -> Loaded:
    if note.slug and Post.objects.at(note.slug):
        return Loaded(path, "kept")
    lost: list[str] = []
    published_at = note.published_at
    post = Post(
        title=note.title,
        slug=note.slug,
        body=_with_stored_images(note.body, path.parent, lost),
        summary=note.summary,
        author=author,
        series=Series.objects.get_or_create(title=note.series)[0] if note.series else None,
        series_position=note.series_position,
        language=note.language,
        pinned=note.pinned,
        published_at=published_at,
        created_at=published_at or timezone.now(),
        updated_at=note.updated_at or published_at or timezone.now(),
    )
    if note.cover and (stored := _stored(path.parent / note.cover, lost, folder="covers")):
        post.cover.name = stored.name
        post.cover_width, post.cover_height = stored.width, stored.height
    post.save()
    post.tags.set(note.tags)
    lost += [f"the head's “{name}” is not known and was left out" for name in note.unknown]
    return Loaded(path, "created", tuple(lost))


def _with_stored_images(body: str, folder: Path, lost: list[str]) -> str:
    def moved(match: re.Match[str]) -> str:
        stored = _stored(folder / match[2], lost)
        return match[1] + (images.store(stored) if stored else match[2])

    return LOCAL_IMAGE.sub(moved, body)


def _stored(path: Path, lost: list[str], folder: str = "images") -> images.EncodedImage | None:
    try:
        content = path.read_bytes()
        encoded = images.encode_svg(content, folder) if path.suffix == ".svg" else images.encode(content, folder)
    except (OSError, images.NotAnImage) as error:
        lost.append(f"{path.name}: {error}")
        return None
    images.store(encoded)
    return encoded
