"""`manage.py load_notes FOLDER --author NAME`: import a folder of Markdown files as notes."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from notes.transfer.load import load_folder


class Command(BaseCommand):
    help = (
        "Import every Markdown file in a folder as a note. Existing notes are left unchanged. A file without a date, "
        "or with any sign of a draft, is imported as a draft."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="folder of Markdown files with front matter")
        parser.add_argument("--author", required=True, help="username of the author")

    def handle(self, *args: Any, folder: Path, author: str, **options: Any) -> None:
        user = get_user_model().objects.filter(username=author).first()
        if user is None:
            raise CommandError(f"User “{author}” does not exist. Create one with: python manage.py createsuperuser")
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        report = load_folder(folder, user)
        for loaded in report:
            for message in loaded.messages:
                self.stderr.write(printable(f"{loaded.path.relative_to(folder.resolve())}: {message}"))
        count = Counter(loaded.outcome for loaded in report)
        drafts = sum(loaded.is_draft for loaded in report)
        self.stdout.write(
            f"{count['created']} imported ({drafts} as drafts), {count['kept']} already existed, "
            f"{count['failed']} failed."
        )
        if count["failed"]:
            raise CommandError("Fix the files that failed and run the command again; the others are not touched.")


def printable(text: str) -> str:
    """A line for a terminal: a file's name may hold bytes that are not UTF-8, and control characters."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in text)
