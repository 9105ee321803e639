"""Finding and reading files below one folder, and none outside it."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from django.utils.translation import gettext as _

MAX_NOTE_BYTES = 4 * 1024 * 1024
SUFFIXES = frozenset({".md", ".markdown"})
# Folders of programs; hidden ones such as .git and .obsidian are left out by their dot.
OTHER_PEOPLES = frozenset(
    {"node_modules", "bower_components", "vendor", "venv", "site-packages", "__pycache__", "_site"}
)
ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class BadFile(ValueError):
    """The file cannot be read; the message says why, and what to do."""


def note_files(root: Path) -> Iterator[Path]:
    """The Markdown files below the folder in the order of their paths, whether or not they can be read."""
    unreadable: list[OSError] = []
    for folder, subfolders, names in os.walk(root, onerror=unreadable.append):
        subfolders[:] = sorted(n for n in subfolders if not n.startswith(".") and n.casefold() not in OTHER_PEOPLES)
        yield from (
            Path(folder, name)
            for name in sorted(names)
            if not name.startswith(".") and Path(name).suffix.casefold() in SUFFIXES
        )
    yield from (Path(error.filename) for error in unreadable)


def read_file(path: Path, limit: int) -> bytes:
    """The content of a regular file of at most `limit` bytes. Raises `BadFile`."""
    if path.is_symlink() or not path.is_file():
        raise BadFile(_("Not a regular file. Symbolic links are not followed; copy the file itself here."))
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise BadFile(_("Cannot read the file: %(error)s.") % {"error": error.strerror}) from error
    if len(content) > limit:
        raise BadFile(_("The file is larger than %(limit)d MB.") % {"limit": limit >> 20})
    return content


def read_note(path: Path) -> str:
    """A note's text with line ends of LF. Raises `BadFile`."""
    content = read_file(path, MAX_NOTE_BYTES)
    encoding = next((name for mark, name in ENCODINGS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile(_("Line %(line)d is not UTF-8 text. Save the file as UTF-8.") % {"line": line}) from error
    if "\0" in text:
        raise BadFile(_("The file contains NUL characters. Save it as UTF-8 text."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def local_file(reference: str, folder: Path, root: Path) -> Path:
    """The file below `root` that a note in `folder` refers to by a relative address. Raises `BadFile`."""
    name = unquote(reference)
    if SCHEME.match(name) or name.startswith(("/", "\\")) or "\0" in name:
        raise BadFile(_("Use a relative path to a file inside the imported folder."))
    try:
        # `resolve` follows links and `..`: what counts is where the file really is.
        path = (folder / name).resolve()
        is_inside, is_file = path.is_relative_to(root.resolve()), path.is_file()
    except (OSError, RuntimeError) as error:
        # A name too long for the system, or links in a circle.
        raise BadFile(_("The file does not exist.")) from error
    if not is_inside:
        raise BadFile(_("The file is outside the imported folder. Copy it into the folder."))
    if not is_file:
        raise BadFile(_("The file does not exist."))
    return path
