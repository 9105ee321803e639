"""`manage.py first_run`: migrate the database; on an empty site, create the first author and import the demo notes."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

import notes
from notes.management.one_at_a_time import one_at_a_time

DEMO_NOTES = Path(notes.__file__).parent / "demo"
FIRST_AUTHOR = "author"


class Command(BaseCommand):
    help = "Migrate the database; on an empty site, create the first author and import the demo notes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--without-demo", action="store_true", help="do not import the demo notes")

    def handle(self, *args: Any, without_demo: bool, **options: Any) -> None:
        with one_at_a_time():
            call_command("migrate", interactive=False, verbosity=0)
            # A site that has users keeps their passwords, and does not get deleted demo notes back.
            password = None if get_user_model().objects.exists() else self._begin(with_demo=not without_demo)
        self.stdout.write(f"\n  The site    {settings.SITE_URL}/\n  The admin   {settings.SITE_URL}/admin/")
        if password:
            self.stdout.write(f"  Username    {FIRST_AUTHOR}")
            self.stdout.write(f"  Password    {password}   (shown only once; save it now)")
        self.stdout.write("")

    @transaction.atomic
    def _begin(self, *, with_demo: bool) -> str:
        password = secrets.token_urlsafe(15)
        get_user_model().objects.create_superuser(FIRST_AUTHOR, password=password)
        if with_demo:
            call_command("load_notes", DEMO_NOTES, author=FIRST_AUTHOR, stdout=self.stdout, stderr=self.stderr)
        return password
